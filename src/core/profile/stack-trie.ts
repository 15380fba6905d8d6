// The stacks of a debug=2 profile as paths of a tree, innermost frame first. A goroutine walks down it while it is read;
// the child taken last is the best guess for the next goroutine, and below the point where stacks part it is always right.
import { growInts } from './grow.ts';
import { PairTable } from './pair-table.ts';

export class StackTrie {
  /** By node; node 0 stands for "none". */
  frameOf = new Int32Array(128);
  parentOf = new Int32Array(128);
  /** The child that was entered last; 0 when there is none. */
  lastChild = new Int32Array(128);
  #nodes = 1;
  readonly #children = new PairTable();
  readonly #maxNodes: number;

  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  /** A new tree, one a status: goroutines of different states seldom share their inner frames. -1 when the trie is full. */
  addRoot(): number {
    return this.#add(0, 0);
  }

  /** The child of `node` by `frame`, made when it is new; -1 when it is new and the trie is full. */
  enter(node: number, frame: number): number {
    const last = this.lastChild[node]!;
    if (last !== 0 && this.frameOf[last] === frame) return last;
    let child = this.#children.get(node, frame);
    if (child === 0) {
      child = this.#add(node, frame);
      if (child < 0) return -1;
      this.#children.add(node, frame, child);
    }
    this.lastChild[node] = child;
    return child;
  }

  /** The frames from the root to `node`: innermost first. */
  path(node: number): number[] {
    const frames: number[] = [];
    for (let at = node; this.parentOf[at] !== 0; at = this.parentOf[at]!) frames.push(this.frameOf[at]!);
    return frames.reverse();
  }

  #add(parent: number, frame: number): number {
    if (this.#nodes >= this.#maxNodes) return -1;
    const node = this.#nodes++;
    if (node >= this.frameOf.length) {
      this.frameOf = growInts(this.frameOf, node + 1);
      this.parentOf = growInts(this.parentOf, node + 1);
      this.lastChild = growInts(this.lastChild, node + 1);
    }
    this.frameOf[node] = frame;
    this.parentOf[node] = parent;
    return node;
  }
}
