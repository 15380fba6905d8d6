// The stacks of a debug=2 profile as paths of a trie, innermost frame first. Each goroutine walks down it while it is
// read. The children entered last are the best guess for the next goroutine, and always right below the point where
// stacks part.
import { growInts } from '../transport/grow.ts';
import { PairTable } from './pair-table.ts';

/** Children of a node that are tried before a hash is computed. */
export const recentWays = 4;

export class StackTrie {
  /** Arrays by node; node 0 stands for "none". */
  frameOf = new Int32Array(128);
  parentOf = new Int32Array(128);
  /** The `recentWays` most recent children of each node, the latest first; 0 where there is none. */
  recent = new Int32Array(128 * recentWays);
  /** What the last climb found. */
  path = new Int32Array(64);
  #nodes = 1;
  readonly #children = new PairTable();
  readonly #maxNodes: number;

  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  /**
   * Adds a root; there is one per status, since goroutines of different states seldom share inner frames. -1 when full.
   */
  addRoot(): number {
    return this.#add(0, 0);
  }

  /** The child of `node` for `frame`, added when it is new; -1 when it is new and the trie is full. */
  enter(node: number, frame: number): number {
    const last = this.recent[node * recentWays]!;
    if (last !== 0 && this.frameOf[last] === frame) return last;
    let child = this.#children.get(node, frame);
    if (child === 0) {
      child = this.#add(node, frame);
      if (child < 0) return -1;
      this.#children.add(node, frame, child);
    }
    this.prefer(node, child);
    return child;
  }

  /** Moves a child to the front of those that are tried first. */
  prefer(node: number, child: number): void {
    const recent = this.recent;
    const from = node * recentWays;
    let way = 0;
    while (way < recentWays - 1 && recent[from + way] !== child) way++;
    for (; way > 0; way--) recent[from + way] = recent[from + way - 1]!;
    recent[from] = child;
  }

  /** Writes the frames from `node` to the root into `path`, outermost first. Returns how many there are. */
  climb(node: number): number {
    const { frameOf, parentOf } = this;
    let depth = 0;
    for (let at = node; parentOf[at] !== 0; at = parentOf[at]!) {
      if (depth === this.path.length) this.path = growInts(this.path, depth + 1);
      this.path[depth++] = frameOf[at]!;
    }
    return depth;
  }

  #add(parent: number, frame: number): number {
    if (this.#nodes >= this.#maxNodes) return -1;
    const node = this.#nodes++;
    if (node >= this.frameOf.length) {
      this.frameOf = growInts(this.frameOf, node + 1);
      this.parentOf = growInts(this.parentOf, node + 1);
      this.recent = growInts(this.recent, this.frameOf.length * recentWays);
    }
    this.frameOf[node] = frame;
    this.parentOf[node] = parent;
    return node;
  }
}
