// Stacks as a flame graph: outermost call on top, each as wide as the goroutines beneath it.

export const rootName = 'total';
export const otherName = 'other';

/** The first side is all there is without a baseline; with one it is what was, and the second what is. */
export type Side = 0 | 1;

/**
 * A nested set: rows in the order of a walk down the tree, parents before children, largest child first. The first row
 * is the root, unless there is no
 * goroutine at all: then there are no rows.
 */
export interface FlameGraph {
  /** The different names of rows. */
  readonly names: readonly string[];
  /** Index into `names`. */
  readonly label: readonly number[];
  /** 0 for the root. */
  readonly level: readonly number[];
  /** Goroutines of this row and all beneath it. */
  readonly value: readonly [readonly number[], readonly number[]];
  /** Goroutines whose innermost call this row is. */
  readonly self: readonly [readonly number[], readonly number[]];
  /** Calls that had no room; their goroutines are in rows called "other". */
  readonly folded: number;
  /** Calls before anything was folded, root included. */
  readonly nodes: number;
}
