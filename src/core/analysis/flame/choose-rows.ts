// Chooses the calls that a flame graph shows: the widest. A call is never wider than its caller, so the callers of a
// kept call are kept too.
import type { FlameTree, Run } from './flame-tree.ts';

export interface ChosenRows {
  /** Number of calls of a run that have a row of their own, counted from its first call; 0 if the run is missing. */
  readonly kept: ReadonlyMap<Run, number>;
  /** Number of calls without a row; their goroutines are in the row "other" of their nearest kept caller. */
  readonly folded: number;
  /** All calls, root included. */
  readonly nodes: number;
}

/**
 * Keeps as many calls as fit into `maxRows` together with the rows "other". `runs`: all runs of the tree, summed up.
 */
export function chooseRows(tree: FlameTree, runs: readonly Run[], maxRows: number): ChosenRows {
  const unknown = sizeOf(tree.rest) > 0 ? 1 : 0;
  const nodes = runs.reduce((sum, { names }) => sum + names.length, 0);
  if (nodes + unknown <= maxRows) {
    return { kept: new Map(runs.map((run) => [run, run.names.length])), folded: 0, nodes: nodes + unknown };
  }
  const kept = new Map<Run, number>();
  // Children of a run without a row. While there are any, the run's last call needs a row "other".
  const without = new Map<Run, number>([[tree.root, unknown]]);
  let room = maxRows;
  let calls = 0;
  for (const run of rankRuns(runs, maxRows)) {
    const { caller } = run;
    const waiting = caller === undefined ? 0 : without.get(caller)!;
    // Once the last child has a row, the caller needs no "other".
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

/** Each run needs at least one row, so at most `most` runs fit. Widest first; callers before callees of equal width. */
function rankRuns(runs: readonly Run[], most: number): readonly Run[] {
  const sizes = Float64Array.from(runs, ({ value }) => sizeOf(value)).sort();
  const least = sizes[Math.max(0, sizes.length - most)]!;
  const wider = runs.filter(({ value }) => sizeOf(value) > least);
  const asWide = runs.filter(({ value }) => sizeOf(value) === least);
  return [...wider.sort((a, b) => sizeOf(b.value) - sizeOf(a.value)), ...asWide];
}
