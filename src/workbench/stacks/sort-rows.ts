// Rows in the order of a column that somebody chose.

/** What a column is ordered by: numbers largest first, texts by letters; null comes last. */
export type SortValue = number | string | null;

export interface Sorting {
  /** Name of the column. */
  readonly column: string;
  readonly isReversed: boolean;
}

/** A second press turns the order round, a third gives the table's own back. */
export function nextSorting(before: Sorting | null, column: string): Sorting | null {
  if (before?.column !== column) return { column, isReversed: false };
  return before.isReversed ? null : { column, isReversed: true };
}

export function sortRows<T>(
  rows: readonly T[],
  read: ((row: T) => SortValue) | undefined,
  isReversed: boolean,
): readonly T[] {
  if (read === undefined) return rows;
  const sign = isReversed ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (right - left);
    return sign * (String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0);
  });
}
