// Lays out a table for terminals and pipes. On a terminal, long columns are shortened to fit; in a pipe nothing is cut.
import { measureWidth, shorten } from '../report/plain-text.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The column may shrink to this many columns if the table is wider than the terminal. */
  readonly shrinkTo?: number;
}

/** The names of a group, in the tables of all commands. The widest column shrinks first on a narrow terminal. */
export const nameColumns = [
  { title: 'STATE', align: 'left', shrinkTo: 8 },
  { title: 'FUNCTION', align: 'left', shrinkTo: 14 },
  { title: 'LOCATION', align: 'left', shrinkTo: 9 },
  { title: 'CREATED BY', align: 'left', shrinkTo: 8 },
  { title: 'LABELS', align: 'left', shrinkTo: 8 },
] as const satisfies readonly Column[];

/** Colours a finished cell, so that colours do not count as width. */
export type Paint = (text: string, row: number, column: number) => string;

const gap = '  ';

/**
 * Lines without line ends. `width` undefined means unlimited. Cells are plain text. Columns that are empty in all rows
 * are left out.
 */
export function layTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  paint: Paint = (text) => text,
): readonly string[] {
  const used = columns.map((_, index) => index).filter((index) => rows.some((row) => (row[index] ?? '') !== ''));
  const widths = new Map(used.map((index) => [index, naturalWidth(columns, rows, index)]));
  if (width !== undefined) shrink(columns, used, widths, width);
  const lay = (cells: readonly string[], row: number) =>
    used
      .map((index, place) => {
        const columnWidth = widths.get(index) ?? 0;
        const text = shorten(cells[index] ?? '', columnWidth);
        const padding = ' '.repeat(Math.max(columnWidth - measureWidth(text), 0));
        const painted = text === '' ? '' : paint(text, row, index);
        if (columns[index]?.align === 'right') return padding + painted;
        return place === used.length - 1 ? painted : painted + padding;
      })
      .join(gap)
      .trimEnd();
  return [
    lay(
      columns.map((column) => column.title),
      -1,
    ),
    ...rows.map((row, index) => lay(row, index)),
  ];
}

function naturalWidth(columns: readonly Column[], rows: readonly (readonly string[])[], index: number): number {
  return rows.reduce(
    (widest, row) => Math.max(widest, measureWidth(row[index] ?? '')),
    measureWidth(columns[index]?.title ?? ''),
  );
}

/** Shortens the widest column that may shrink until the table fits. */
function shrink(columns: readonly Column[], used: readonly number[], widths: Map<number, number>, width: number): void {
  const total = () => used.reduce((sum, index) => sum + (widths.get(index) ?? 0), (used.length - 1) * gap.length);
  for (let excess = total() - width; excess > 0; excess = total() - width) {
    const shrinkable = used
      .filter((index) => (widths.get(index) ?? 0) > (columns[index]?.shrinkTo ?? Infinity))
      .sort((a, b) => (widths.get(b) ?? 0) - (widths.get(a) ?? 0));
    const [widest, next] = shrinkable;
    if (widest === undefined) return;
    const current = widths.get(widest) ?? 0;
    const level = next === undefined ? 0 : (widths.get(next) ?? 0);
    const floor = Math.max(columns[widest]?.shrinkTo ?? 0, Math.min(level, current - 1));
    widths.set(widest, Math.max(current - excess, floor));
  }
}

/** Breaks a text between words into lines of at most `width` characters. A longer word gets its own line. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
