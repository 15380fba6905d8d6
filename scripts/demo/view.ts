// The ranked table of the demo: one line per stack. If the line is too long, the least important columns are left out
// first.
import type { Paint } from './text.ts';
import { cutFunction, cutLeft, cutRight, drawSparkline, printable, formatChange, formatNumber } from './text.ts';
import type { Standing, TrackedStack } from './tracker.ts';

export interface ViewOptions {
  /** Characters in a line; Infinity in a pipe. */
  readonly width: number;
  /** Most stacks to show. */
  readonly rows: number;
  readonly paint: Paint;
  /** Stacks for which the alert rule fires. */
  readonly firing: ReadonlySet<string>;
}

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** 0 is always shown; otherwise the highest is left out first. */
  readonly expendable: number;
  /** Shortens a text to less than its own width. */
  readonly cut?: (text: string, width: number) => string;
  readonly text: (stack: TrackedStack, rank: number) => string;
}

const trendWidth = 12;
const leastFunctionWidth = 30;
const gap = '  ';

const columns: readonly Column[] = [
  { title: '#', align: 'right', expendable: 0, text: (_stack, rank) => String(rank) },
  { title: 'count', align: 'right', expendable: 0, text: (stack) => formatNumber(stack.count) },
  { title: 'growth', align: 'right', expendable: 0, text: (stack) => formatChange(stack.growth) },
  { title: '/min', align: 'right', expendable: 3, text: formatRate },
  { title: 'trend', align: 'left', expendable: 4, text: (stack) => drawSparkline(stack.counts, trendWidth) },
  { title: 'state', align: 'left', expendable: 1, text: (stack) => stack.state },
  {
    title: 'function',
    align: 'left',
    expendable: 0,
    cut: cutFunction,
    text: (stack) => stack.function || '(no frames)',
  },
  { title: 'location', align: 'left', expendable: 2, text: (stack) => formatLocation(stack.location) },
  { title: 'fingerprint', align: 'left', expendable: 5, text: (stack) => stack.fingerprint },
];

function formatRate(stack: TrackedStack): string {
  return stack.perMinute === undefined ? '' : formatChange(stack.perMinute);
}

/** Folders repeat the package of the function: the file and its folder are enough to find the line. */
function formatLocation(location: string): string {
  return location.split('/').slice(-2).join('/');
}

/** Lines without line ends, none longer than `width`. */
export function drawStanding(standing: Standing, options: ViewOptions): string[] {
  const { paint, width, firing } = options;
  const shown = standing.ranked.slice(0, options.rows);
  const cells = shown.map((stack, index) => columns.map((column) => printable(column.text(stack, index + 1))));
  const widths = columns.map((column, at) =>
    Math.max(length(column.title), ...cells.map((row) => length(row[at] ?? ''))),
  );
  const kept = chooseColumns(widths, width);

  const total = `${formatNumber(standing.goroutines)} goroutines (${formatChange(standing.growth)}) after ${Math.round(standing.elapsedMs / 1000)} s, ${standing.samples} ${standing.samples === 1 ? 'sample' : 'samples'}`;
  const lines = [paint('bold', cutRight(total, width))];
  lines.push(
    paint(
      'dim',
      joinCells(
        kept,
        columns.map((column) => column.title),
        widths,
        width,
      ),
    ),
  );
  shown.forEach((stack, index) => {
    const line = joinCells(kept, cells[index] ?? [], widths, width);
    const fires = firing.has(stack.key);
    const marked = `${fires ? '▶' : ' '} ${line.slice(2)}`;
    lines.push(fires ? paint(['red', 'bold'], marked) : stack.growth > 0 ? marked : paint('dim', marked));
  });
  const hidden = standing.ranked.length - shown.length;
  if (hidden > 0) lines.push(paint('dim', cutRight(`  and ${hidden} more`, width)));
  return lines;
}

/** Indices of the columns that fit, and shrinks the function's column in `widths` to what is left for it. */
function chooseColumns(widths: number[], width: number): number[] {
  const functionAt = columns.findIndex((column) => column.title === 'function');
  const wanted = widths[functionAt] ?? 0;
  let kept = columns.map((_, at) => at);
  for (;;) {
    const others = kept.filter((at) => at !== functionAt).reduce((sum, at) => sum + (widths[at] ?? 0) + gap.length, 2);
    const room = width - others;
    const most = Math.max(...kept.map((at) => columns[at]?.expendable ?? 0));
    if (room >= Math.min(wanted, leastFunctionWidth) || most === 0) {
      widths[functionAt] = Math.max(Math.min(wanted, room), 1);
      return kept;
    }
    kept = kept.filter((at) => columns[at]?.expendable !== most);
  }
}

/** Two blanks in front leave room for the mark of an alert. */
function joinCells(
  kept: readonly number[],
  cells: readonly string[],
  widths: readonly number[],
  width: number,
): string {
  const padded = kept.map((at) => {
    const columnWidth = widths[at] ?? 0;
    const text = (columns[at]?.cut ?? cutLeft)(cells[at] ?? '', columnWidth);
    const blanks = ' '.repeat(Math.max(0, columnWidth - length(text)));
    return columns[at]?.align === 'right' ? blanks + text : text + blanks;
  });
  return cutRight(`  ${padded.join(gap)}`.trimEnd(), width);
}

function length(text: string): number {
  return [...text].length;
}
