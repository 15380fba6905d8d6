// The questions to a server that adds up.
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { SumQuestion } from '../port.ts';
import type { Row } from './api.ts';
import { groupMetrics, metrics } from './metric-names.ts';
import { quote, quoteExpression, select, selectFingerprints } from './promql.ts';
import { isFew } from './read-target.ts';
import type { ReadingRoom } from './room.ts';
import type { Cell } from './sum-cells.ts';
import type { ServiceSeries } from './summed-services.ts';

/** So many steps without all targets are read target by target, without asking why. */
const fewMissing = 3;

/** Sums of one service are read anew together, so a cell is of one service. */
export const listCellLabels = (by: readonly string[]): readonly string[] => [...new Set(['service', ...by])];

function writeSelectors(
  { by }: SumQuestion,
  conditions: string,
  scope: ReadingRoom['scope'],
  services: ReadonlySet<string>,
) {
  const service = `service=~${quote([...services].map(quoteExpression).join('|'))}`;
  return {
    by: listCellLabels(by).map(formatTargetLabel).join(','),
    of: (metric: string, ...more: readonly string[]) =>
      select([metric], conditions, service, scope.conditions, ...more),
  };
}

/** What a server added up. */
export interface Sums {
  /** Goroutines of each stack in each step. */
  readonly groups: readonly Row[];
  /** Number of targets with a sample in each step. */
  readonly sampled: readonly Row[];
}

/** Counts the samples in the steps of a grid, by the labels that keep sums apart. */
export function countSamples(
  { api, scope }: ReadingRoom,
  conditions: string,
  { by }: SumQuestion,
  { firstMs, lastMs, stepMs }: { readonly firstMs: number; readonly lastMs: number; readonly stepMs: number },
  signal: AbortSignal,
): Promise<Result<readonly Row[]>> {
  const total = select([metrics.goroutines], conditions, scope.conditions);
  const labels = listCellLabels(by).map(formatTargetLabel).join(',');
  const range = `[${lastMs - firstMs + stepMs - 1}ms]`;
  return api.instant(`sum by (${labels}) (count_over_time(${total}${range}))`, lastMs, signal);
}

export async function askSums(
  { api, scope, stacks }: ReadingRoom,
  services: readonly ServiceSeries[],
  conditions: string,
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<Sums>> {
  const { firstMs, stepMs, points } = question.resolution;
  const lastMs = firstMs + stepMs * (points - 1);
  const { by, of } = writeSelectors(question, conditions, scope, new Set(services.map(({ service }) => service)));
  // Ranges include the moment they begin with, in some servers.
  const inStep = `[${stepMs - 1}ms]`;
  const total = of(metrics.goroutines);
  const ofStack = of(groupMetrics.goroutine, selectFingerprints(question.fingerprints));
  const grid = { firstMs, lastMs, stepMs };
  const [groups, sampled] = await Promise.all([
    api.range(`sum by (${by},fingerprint,state,function) (max_over_time(${ofStack}${inStep}))`, grid, signal),
    api.range(`count by (${by}) (count_over_time(${total}${inStep}))`, grid, signal),
  ]);
  if (!groups.ok) return groups;
  if (!sampled.ok) return sampled;
  const names = groups.value.map(({ labels }) => labels['fingerprint'] ?? '');
  const learnt = await stacks.learn(names, { fromMs: firstMs - stepMs, toMs: lastMs }, signal);
  if (!learnt.ok) return learnt;
  return succeed({ groups: groups.value, sampled: sampled.value });
}

/**
 * Finds the steps at which an earlier sample stands in for a target. Where all targets were sampled at nearly all
 * steps, these are the others; else the server is asked.
 */
export async function noteHeld(
  room: ReadingRoom,
  cells: readonly Cell[],
  find: (labels: Labels) => Cell,
  conditions: string,
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const { firstMs, stepMs, points, holdMs } = question.resolution;
  const lastMs = firstMs + stepMs * (points - 1);
  const isExact = isFew({ kind: 'goroutine', fromMs: firstMs, toMs: lastMs, intervalMs: room.intervalMs() });
  const reachMs = isExact ? holdMs : holdMs + downsampledStepMs;
  const unclear: Cell[] = [];
  for (const cell of cells) {
    const missing = [...cell.sampled.keys()].filter((step) => cell.sampled[step] !== cell.targets.length);
    cell.present = cell.targets.length;
    if (missing.length === points || (missing.length > fewMissing && reachMs > stepMs)) unclear.push(cell);
    else if (reachMs > stepMs) for (const step of missing) cell.held.add(step);
  }
  if (unclear.length === 0) return succeed(undefined);
  const { api, scope } = room;
  const { by, of } = writeSelectors(
    question,
    conditions,
    scope,
    new Set(unclear.map(({ labels }) => labels['service'] ?? '')),
  );
  const total = of(metrics.goroutines);
  const grid = { firstMs, lastMs, stepMs };
  const spanMs = lastMs - firstMs + Math.max(stepMs - 1, reachMs);
  const isHeld = `count by (${by}) (count_over_time(${total}[${reachMs + 1}ms]) unless count_over_time(${total}[${stepMs - 1}ms]))`;
  const [held, present] = await Promise.all([
    reachMs > stepMs ? api.range(isHeld, grid, signal) : Promise.resolve(succeed([])),
    api.instant(`count by (${by}) (count_over_time(${total}[${spanMs}ms]))`, lastMs, signal),
  ]);
  if (!held.ok) return held;
  if (!present.ok) return present;
  const asked = new Set(unclear);
  for (const cell of unclear) cell.present = 0;
  for (const { labels, values } of present.value) {
    const cell = find(labels);
    if (asked.has(cell)) cell.present = values[0] ?? 0;
  }
  for (const { labels, timesMs } of held.value) {
    const cell = find(labels);
    for (const timeMs of asked.has(cell) ? timesMs : []) cell.held.add(Math.round((timeMs - firstMs) / stepMs));
  }
  return succeed(undefined);
}
