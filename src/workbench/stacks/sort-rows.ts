// Sorts rows by a column that the user chose.

/** The sort key of a column: numbers descending, texts ascending, null last. */
export type SortValue = number | string | null;

export interface Sorting {
  /** Id of the column. */
  readonly column: string;
  readonly isReversed: boolean;
}

/** The first click sorts, the second reverses, the third restores the table's own order. */
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
