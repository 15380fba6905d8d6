// One chart: a single figure, or several lines with a shared axis.

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly target?: string;
  /** Name of a colour of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

export interface Track {
  readonly id: string;
  readonly title: string;
  readonly height: number;
  readonly timesMs: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Steps of the axis; undefined for round decimal numbers. */
  readonly steps?: readonly number[];
  /** Formats the figure beside the chart, which has room for the exact number. */
  readonly formatFigure?: (value: number) => string;
  /** A sentence shown instead of the lines; empty to draw the lines. */
  readonly empty: string;
  /** Why the process does not report this figure. One line of text then takes the place of the chart. */
  readonly missing?: string;
}

/** Index of the point nearest to a time; -1 if there is none. */
export function findNearest(timesMs: readonly number[], atMs: number): number {
  let low = 0;
  let high = timesMs.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [timesMs[low - 1], timesMs[low] ?? 0];
  return before !== undefined && atMs - before < after - atMs ? low - 1 : low;
}

/** The first and the last time with a value in any chart. */
export function knownRange(tracks: readonly Track[]): { readonly fromMs: number; readonly toMs: number } | undefined {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { timesMs, lines } of tracks) {
    const isKnown = (_: number, index: number) => lines.some(({ values }) => typeof values[index] === 'number');
    const first = timesMs[timesMs.findIndex(isKnown)];
    const last = timesMs[timesMs.findLastIndex(isKnown)];
    if (first !== undefined) fromMs = Math.min(fromMs, first);
    if (last !== undefined) toMs = Math.max(toMs, last);
  }
  return fromMs <= toMs ? { fromMs, toMs } : undefined;
}
