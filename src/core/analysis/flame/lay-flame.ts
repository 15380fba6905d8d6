// From the tree of calls to rows that a browser can draw: the smallest calls folded into "other", beneath each call
// whose children they are, so that every row stays as wide as it is.
import { chooseNodes } from './choose-nodes.ts';
import { FlameTree } from './flame-tree.ts';
import { otherName, type FlameGraph, type Side } from './model.ts';

/** Made row by row. */
class FlameRows {
  readonly names: string[] = [];
  readonly label: number[] = [];
  readonly level: number[] = [];
  readonly value: readonly [number[], number[]] = [[], []];
  readonly self: readonly [number[], number[]] = [[], []];
  readonly #known = new Map<string, number>();

  add(name: string, level: number, read: (side: Side) => { readonly value: number; readonly self: number }): void {
    let label = this.#known.get(name);
    if (label === undefined) {
      label = this.names.push(name) - 1;
      this.#known.set(name, label);
    }
    this.label.push(label);
    this.level.push(level);
    for (const side of [0, 1] as const) {
      const { value, self } = read(side);
      this.value[side].push(value);
      this.self[side].push(self);
    }
  }
}

interface Waiting {
  readonly node: number;
  readonly level: number;
  /** Set for a row "other": what is folded there. */
  readonly rest: readonly [number, number] | undefined;
}

/** Rows of the tree, at most `maxRows` (never less than two: the root and what is folded beneath it). */
export function layFlame(tree: FlameTree, maxRows: number): FlameGraph {
  const values = [sumUp(tree, 0), sumUp(tree, 1)] as const;
  const size = values[0].map((value, node) => value + values[1][node]!);
  const nodes = tree.parentOf.length - 1;
  const rows = new FlameRows();
  if (size[FlameTree.root] === 0) return { ...takeRows(rows), folded: 0, nodes: 0 };
  const { kept, folded } = chooseNodes(tree, size, Math.max(2, maxRows), tree.findLabel(otherName));
  const children = linkChildren(tree);
  const waiting: Waiting[] = [{ node: FlameTree.root, level: 0, rest: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, level, rest } = next;
    if (rest !== undefined) {
      rows.add(otherName, level, (side) => ({ value: rest[side], self: rest[side] }));
      continue;
    }
    rows.add(tree.names[tree.labelOf[node]!]!, level, (side) => ({
      value: values[side][node]!,
      self: tree.self[side][node]!,
    }));
    const wide: number[] = [];
    const left: [number, number] = [0, 0];
    for (let child = children.first[node]!; child !== 0; child = children.next[child]!) {
      if (kept[child] === 1) wide.push(child);
      else for (const side of [0, 1] as const) left[side] += values[side][child]!;
    }
    // The last that is pushed is the next row.
    if (left[0] + left[1] > 0) waiting.push({ node: 0, level: level + 1, rest: left });
    wide.sort((a, b) => size[a]! - size[b]! || b - a);
    for (const child of wide) waiting.push({ node: child, level: level + 1, rest: undefined });
  }
  return { ...takeRows(rows), folded, nodes };
}

function takeRows({ names, label, level, value, self }: FlameRows): Omit<FlameGraph, 'folded' | 'nodes'> {
  return { names, label, level, value, self };
}

/** Goroutines of each node and all beneath it. Children have higher numbers than their parents. */
function sumUp(tree: FlameTree, side: Side): Float64Array {
  const sums = Float64Array.from(tree.self[side]);
  for (let node = sums.length - 1; node > FlameTree.root; node--) sums[tree.parentOf[node]!]! += sums[node]!;
  return sums;
}

function linkChildren({ parentOf }: FlameTree): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parentOf.length);
  const next = new Int32Array(parentOf.length);
  for (let node = parentOf.length - 1; node > FlameTree.root; node--) {
    const parent = parentOf[node]!;
    next[node] = first[parent]!;
    first[parent] = node;
  }
  return { first, next };
}
