// Lays the call tree out in rows that a browser can draw. The smallest calls are folded into "other" below their
// caller, so that no row changes its width.
import { chooseRows, sizeOf, type ChosenRows } from './choose-rows.ts';
import type { FlameTree, Run } from './flame-tree.ts';
import { otherName, type FlameGraph } from './model.ts';

type Sides = readonly [number, number];

/** The rows as they are made. */
class FlameRows {
  readonly names: string[] = [];
  readonly label: number[] = [];
  readonly level: number[] = [];
  readonly value: readonly [number[], number[]] = [[], []];
  readonly self: readonly [number[], number[]] = [[], []];
  readonly #known = new Map<string, number>();

  add(name: string, level: number, value: Sides, self: Sides): void {
    let label = this.#known.get(name);
    if (label === undefined) {
      label = this.names.push(name) - 1;
      this.#known.set(name, label);
    }
    this.label.push(label);
    this.level.push(level);
    for (const side of [0, 1] as const) {
      this.value[side].push(value[side]);
      this.self[side].push(self[side]);
    }
  }
}

interface Waiting {
  readonly level: number;
  /** A run, or the goroutines of a row "other". */
  readonly run: Run | Sides;
}

const nobody: Sides = [0, 0];

/** Lays out at most `maxRows` rows, but at least two: the root and what is folded below it. */
export function layFlame(tree: FlameTree, maxRows: number): FlameGraph {
  const runs = tree.sumUp();
  const rows = new FlameRows();
  if (sizeOf(tree.root.value) === 0) return { ...takeRows(rows), folded: 0, nodes: 0 };
  const chosen = chooseRows(tree, runs, Math.max(2, maxRows));
  const waiting: Waiting[] = [{ level: 0, run: tree.root }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { run, level } = next;
    if (isSides(run)) rows.add(otherName, level, run, run);
    else waiting.push(...layRun(tree, run, level, rows, chosen));
  }
  return { ...takeRows(rows), folded: chosen.folded, nodes: chosen.nodes };
}

/** Adds the rows of a run. Returns what is below them, last first. */
function layRun(tree: FlameTree, run: Run, level: number, rows: FlameRows, { kept }: ChosenRows): readonly Waiting[] {
  const { names, value, self } = run;
  const count = kept.get(run) ?? 0;
  for (const [at, name] of names.slice(0, count).entries()) {
    rows.add(name, level + at, value, at === names.length - 1 ? self : nobody);
  }
  const beneath = level + count;
  if (count < names.length) return [{ level: beneath, run: value }];
  const wide: Run[] = [];
  const other: [number, number] = run === tree.root ? [...tree.rest] : [0, 0];
  for (const child of run.children?.values() ?? []) {
    if (kept.has(child)) wide.push(child);
    else for (const side of [0, 1] as const) other[side] += child.value[side];
  }
  wide.sort((a, b) => sizeOf(b.value) - sizeOf(a.value)).reverse();
  const waiting = wide.map((child): Waiting => ({ level: beneath, run: child }));
  return sizeOf(other) > 0 ? [{ level: beneath, run: other }, ...waiting] : waiting;
}

function isSides(run: Run | Sides): run is Sides {
  return Array.isArray(run);
}

function takeRows({ names, label, level, value, self }: FlameRows): Omit<FlameGraph, 'folded' | 'nodes'> {
  return { names, label, level, value, self };
}
