// Which calls a flame graph has room for: the widest. A call is never wider than its caller, so whoever is kept has all
// callers kept too.
import type { FlameTree } from './flame-tree.ts';

export interface ChosenNodes {
  /** 1 by node where it has a row of its own; all others belong to their nearest kept caller's "other". */
  readonly kept: Uint8Array;
  /** Nodes without a row of their own. */
  readonly folded: number;
}

/**
 * `size` is by node and falls from caller to callee; a node of label `otherLabel` never has a row of its own. As many
 * nodes are kept as leave room for the rows "other" within `maxRows`.
 */
export function chooseNodes(
  tree: FlameTree,
  size: Float64Array,
  maxRows: number,
  otherLabel: number | undefined,
): ChosenNodes {
  const { parentOf, labelOf } = tree;
  const nodes = parentOf.length - 1;
  const kept = new Uint8Array(nodes + 1);
  const isOther = (node: number) => labelOf[node] === otherLabel;
  if (nodes <= maxRows) {
    for (let node = 1; node <= nodes; node++) kept[node] = isOther(node) ? 0 : 1;
    return { kept, folded: 0 };
  }
  const ranked = rankNodes(size, nodes).filter((node) => !isOther(node));
  // Children of a node that have no row: as long as there are any, the node needs a row "other".
  const without = new Int32Array(nodes + 1);
  for (let node = 2; node <= nodes; node++) without[parentOf[node]!]!++;
  let rows = 0;
  let count = 0;
  for (const node of ranked) {
    const parent = parentOf[node]!;
    // A row for the node, one for its own "other", and its caller's "other" may be gone.
    const more = 1 + (without[node]! > 0 ? 1 : 0) - (parent !== 0 && without[parent] === 1 ? 1 : 0);
    if (rows + more > maxRows) break;
    rows += more;
    count++;
    kept[node] = 1;
    without[parent]!--;
  }
  return { kept, folded: ranked.length - count };
}

/** Widest first; of two as wide the one that was made first, which may be the other's caller. */
function rankNodes(size: Float64Array, nodes: number): Int32Array {
  const ranked = new Int32Array(nodes);
  for (let node = 1; node <= nodes; node++) ranked[node - 1] = node;
  return ranked.sort((a, b) => size[b]! - size[a]! || a - b);
}
