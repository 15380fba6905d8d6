// One chart of the stack of charts: a figure, or some lines that share an axis.

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
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
  readonly spell: (value: number) => string;
  /** A sentence in place of the lines; empty: draw. */
  readonly empty: string;
}

/** The index of the point nearest to a time; -1 where there is none. */
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
