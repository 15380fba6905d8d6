// Which calls a flame graph has room for: the widest. A call is never wider than its caller, so whoever is kept has all
// callers kept too.
import type { FlameTree, Run } from './flame-tree.ts';

export interface ChosenRows {
  /** How many of a run's calls have a row of their own, from its first on; none where the run is missing. */
  readonly kept: ReadonlyMap<Run, number>;
  /** Calls without a row of their own: they belong to their nearest kept caller's "other". */
  readonly folded: number;
  /** All calls, root included. */
  readonly nodes: number;
}

/** As many calls are kept as leave room for the rows "other" within `maxRows`. `runs`: all of the tree, summed up. */
export function chooseRows(tree: FlameTree, runs: readonly Run[], maxRows: number): ChosenRows {
  const unknown = sizeOf(tree.rest) > 0 ? 1 : 0;
  const nodes = runs.reduce((sum, { names }) => sum + names.length, 0);
  if (nodes + unknown <= maxRows) {
    return { kept: new Map(runs.map((run) => [run, run.names.length])), folded: 0, nodes: nodes + unknown };
  }
  const kept = new Map<Run, number>();
  // Children of a run that have no row: as long as there are any, its last call needs a row "other".
  const without = new Map<Run, number>([[tree.root, unknown]]);
  let room = maxRows;
  let calls = 0;
  for (const run of rankRuns(runs, maxRows)) {
    const { caller } = run;
    const waiting = caller === undefined ? 0 : without.get(caller)!;
    // With its last child the caller's "other" may go.
    const free = room + (waiting === 1 ? 1 : 0);
    const beneath = (without.get(run) ?? 0) + (run.children?.size ?? 0);
    const all = run.names.length + (beneath > 0 ? 1 : 0);
    const count = all <= free ? run.names.length : free - 1;
    if (count < 1) break;
    kept.set(run, count);
    calls += count;
    if (all > free) break;
    room = free - all;
    without.set(run, beneath);
    if (caller !== undefined) without.set(caller, waiting - 1);
  }
  return { kept, folded: nodes - calls, nodes: nodes + unknown };
}

export function sizeOf([left, right]: readonly [number, number]): number {
  return left + right;
}

/** Each run has a row at least, so more than `most` never have room. Widest first; of two as wide the caller. */
function rankRuns(runs: readonly Run[], most: number): readonly Run[] {
  const sizes = Float64Array.from(runs, ({ value }) => sizeOf(value)).sort();
  const least = sizes[Math.max(0, sizes.length - most)]!;
  const wider = runs.filter(({ value }) => sizeOf(value) > least);
  const asWide = runs.filter(({ value }) => sizeOf(value) === least);
  return [...wider.sort((a, b) => sizeOf(b.value) - sizeOf(a.value)), ...asWide];
}
