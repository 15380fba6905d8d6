// Keeps the largest groups and sums the rest, for tables and charts.
import type { Group } from './model.ts';

export interface FoldedRest {
  /** The first groups, in the order given. */
  readonly top: readonly Group[];
  /** The rest; `groups` is 0 if there is none. */
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
