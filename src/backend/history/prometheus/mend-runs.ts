// Reads the steps target by target that a server cannot add up.
import { succeed, type Result } from '../../../core/problem.ts';
import type { SumQuestion } from '../port.ts';
import { readTargets } from './read-history.ts';
import type { ReadingRoom } from './room.ts';
import { plainKey } from './scope.ts';
import { addRun, type Cell, clearRun, listRuns, type Run } from './sum-cells.ts';
import { visitAll } from './visit-all.ts';

/** Runs with fewer steps between them are read at once. */
export const runGap = 4;

/** Reads the runs of all cells, those of the same steps together, as after a restart of a collector. */
export async function mendRuns(
  room: ReadingRoom,
  cells: readonly Cell[],
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const alike = new Map<string, { readonly run: Run; readonly cells: Cell[] }>();
  for (const cell of cells) {
    for (const run of listRuns(cell, runGap)) {
      const key = `${run.first} ${run.last}`;
      const known = alike.get(key) ?? { run, cells: [] };
      alike.set(key, known);
      known.cells.push(cell);
    }
  }
  const { firstMs, stepMs } = question.resolution;
  return visitAll([...alike.values()], async ({ run, cells: some }) => {
    const cellOf = new Map(some.flatMap((cell) => cell.targets.map((target) => [plainKey(target), cell] as const)));
    const resolution = {
      ...question.resolution,
      firstMs: firstMs + stepMs * run.first,
      points: run.last - run.first + 1,
    };
    for (const cell of some) clearRun(cell, run);
    const read = await readTargets(
      room,
      some.flatMap(({ targets }) => targets),
      { ...question, resolution },
      (history) => {
        const cell = cellOf.get(plainKey(history.target.labels));
        if (cell !== undefined) addRun(cell, run, history);
      },
      signal,
    );
    return read.ok ? succeed(undefined) : read;
  });
}
