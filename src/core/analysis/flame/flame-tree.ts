// The tree of calls while stacks are added to it. Nodes are numbers and their facts lie in plain arrays: 20,000 deep
// stacks make half a million of them.
import { PairTable } from '../../profile/pair-table.ts';
import { rootName, type Side } from './model.ts';

export class FlameTree {
  static readonly root = 1;

  /** By label. */
  readonly names: string[] = [rootName];
  /** By node; node 1 is the root and node 0 none. A parent's number is less than its children's. */
  readonly labelOf: number[] = [0, 0];
  readonly parentOf: number[] = [0, 0];
  /** Goroutines that end at a node. */
  readonly self: readonly [number[], number[]] = [
    [0, 0],
    [0, 0],
  ];
  readonly #labels = new Map<string, number>([[rootName, 0]]);
  readonly #children = new PairTable();

  /** The number of a name, for `enter`. */
  label(name: string): number {
    const known = this.#labels.get(name);
    if (known !== undefined) return known;
    const label = this.names.length;
    this.names.push(name);
    this.#labels.set(name, label);
    return label;
  }

  /** Undefined for a name that no node has. */
  findLabel(name: string): number | undefined {
    return this.#labels.get(name);
  }

  /** The node beneath `parent` with this label. */
  enter(parent: number, label: number): number {
    const known = this.#children.get(parent, label);
    if (known !== 0) return known;
    const node = this.labelOf.length;
    this.labelOf.push(label);
    this.parentOf.push(parent);
    this.self[0].push(0);
    this.self[1].push(0);
    this.#children.add(parent, label, node);
    return node;
  }

  /** Goroutines that end at `node`. */
  add(node: number, side: Side, count: number): void {
    this.self[side][node]! += count;
  }
}
