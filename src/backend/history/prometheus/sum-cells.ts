// Sums that a server added up, by the labels that keep them apart. Steps that a server cannot add up rightly are
// replaced by what is read target by target.
import type { Labels } from '../../../core/labels.ts';
import type { Stack } from '../../../core/stack/model.ts';
import type { SummedHistory } from '../port.ts';

/** Targets with equal labels of `by` and of one service. */
export interface Cell {
  readonly labels: Labels;
  readonly targets: Labels[];
  /** Number of those with a sample in the range, or with one that stands in. */
  present: number;
  /** Number of targets with a sample, or with one that stands in, by step. */
  readonly sampled: Uint32Array;
  /** Of each stack in each state, the sums of the steps; 0 without a goroutine. */
  readonly series: Map<Stack, Float64Array>;
  /** Steps at which an earlier sample stands in for a target, so that the sum of the samples is not enough. */
  readonly held: Set<number>;
}

/** Steps from `first` to `last`, both included. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

export function openCell(labels: Labels, points: number): Cell {
  return { labels, targets: [], present: 0, sampled: new Uint32Array(points), series: new Map(), held: new Set() };
}

export function sumsOf(cell: Cell, stack: Stack): Float64Array {
  const known = cell.series.get(stack) ?? new Float64Array(cell.sampled.length);
  cell.series.set(stack, known);
  return known;
}

/** Joins runs with fewer than `gap` steps between them: reading them at once costs less. */
export function listRuns({ held }: Cell, gap: number): readonly Run[] {
  const runs: { first: number; last: number }[] = [];
  for (const step of [...held].sort((a, b) => a - b)) {
    const current = runs.at(-1);
    if (current !== undefined && step - current.last <= gap) current.last = step;
    else runs.push({ first: step, last: step });
  }
  return runs;
}

/** Forgets the sums of a run. */
export function clearRun({ sampled, series }: Cell, { first, last }: Run): void {
  sampled.fill(0, first, last + 1);
  for (const sums of series.values()) sums.fill(0, first, last + 1);
}

/** Adds the counts of a target in a run. The first point of `history` is the first step of the run. */
export function addRun(cell: Cell, { first }: Run, { goroutines, series }: SummedHistory): void {
  for (const [index, value] of goroutines.last.entries()) if (!Number.isNaN(value)) cell.sampled[first + index]!++;
  for (const { stack, counts } of series) {
    const sums = sumsOf(cell, stack);
    for (const [index, value] of counts.most.entries()) sums[first + index]! += value || 0;
  }
}

export function closeCell({ labels, sampled, series }: Cell): SummedHistory {
  const hide = (values: Float64Array): Float64Array =>
    values.map((value, step) => ((sampled[step] ?? 0) > 0 ? value : NaN));
  const shown = [...series].filter(([, sums]) => sums.some((sum) => sum > 0));
  return {
    target: { labels },
    goroutines: { last: hide(new Float64Array(sampled.length)) },
    series: shown.map(([stack, sums]) => ({ stack, labels: {}, counts: { most: hide(sums) } })),
  };
}
