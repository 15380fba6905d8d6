// The largest groups one by one, the rest as a sum: what a table or chart has room for.
import type { Group } from './model.ts';

export interface FoldedRest {
  /** The first groups, in the order given. */
  readonly top: readonly Group[];
  /** Everything behind them; groups is 0 when nothing was left over. */
  readonly other: { readonly groups: number; readonly count: number; readonly leaked: number };
}

/** Keeps the first `limit` groups and sums the others. */
export function foldRest(groups: readonly Group[], limit: number): FoldedRest {
  const rest = groups.slice(limit);
  return {
    top: groups.slice(0, limit),
    other: {
      groups: rest.length,
      count: rest.reduce((sum, group) => sum + group.count, 0),
      leaked: rest.reduce((sum, group) => sum + group.leaked, 0),
    },
  };
}
