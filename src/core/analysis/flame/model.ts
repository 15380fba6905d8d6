// A flame graph of stacks: outermost call on top, each as wide as the number of goroutines below it.

export const rootName = 'total';
export const otherName = 'other';

/** Without a baseline there is only side 0. With one, side 0 is the baseline and side 1 the current state. */
export type Side = 0 | 1;

/**
 * A nested set: rows in depth-first order, parents before children, largest child first. The first row is the root.
 * Without goroutines there are no rows.
 */
export interface FlameGraph {
  /** The distinct names of rows. */
  readonly names: readonly string[];
  /** Index into `names`. */
  readonly label: readonly number[];
  /** 0 for the root. */
  readonly level: readonly number[];
  /** Goroutines of this row and of all rows below it. */
  readonly value: readonly [readonly number[], readonly number[]];
  /** Goroutines whose innermost call this row is. */
  readonly self: readonly [readonly number[], readonly number[]];
  /** Number of calls beyond the bound; their goroutines are in rows called "other". */
  readonly folded: number;
  /** Number of calls before folding, including the root. */
  readonly nodes: number;
}
