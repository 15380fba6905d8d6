// Finds when the data of some targets begins. The list of targets knows it by some minutes or a day only.
import { minuteMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { PrometheusApi } from './api.ts';
import type { ListedTarget } from './known-targets.ts';
import { metrics } from './metric-names.ts';
import { select } from './promql.ts';
import type { Scope } from './scope.ts';

/** A moment beside it is found by a question about it. */
const stepMs = 5 * minuteMs;
/** Servers answer about as many points at once. */
const maxSteps = 10_000;
/** Steps with samples that turn out to be of others. */
const maxTries = 3;

/**
 * The time of the first sample of `targets` before `beforeMs`; undefined if there is none. It is exact, or earlier by
 * what the list does not know.
 */
export async function findBeginning(
  api: PrometheusApi,
  scope: Scope,
  { conditions, targets, beforeMs }: { conditions: string; targets: readonly ListedTarget[]; beforeMs: number },
  isWanted: (target: Labels) => boolean,
  signal: AbortSignal,
): Promise<Result<number | undefined>> {
  const fromMs = targets.reduce((least, { firstMs }) => Math.min(least, firstMs), Infinity);
  if (!(fromMs < beforeMs)) return succeed(undefined);
  const byMs = Math.min(
    beforeMs,
    targets.reduce((least, { firstByMs }) => Math.min(least, firstByMs), Infinity),
  );
  // The list knows it exactly.
  if (byMs <= fromMs) return succeed(fromMs);
  const name = select([metrics.goroutines], conditions, scope.conditions);
  const steps = Math.min(maxSteps, Math.ceil((byMs - fromMs) / stepMs));
  const grid = { firstMs: fromMs + stepMs, lastMs: fromMs + steps * stepMs, stepMs };
  const counted = await api.range(`sum(count_over_time(${name}[${stepMs - 1}ms]))`, grid, signal);
  if (!counted.ok) return counted;
  const [row] = counted.value;
  for (const endMs of row?.timesMs.subarray(0, maxTries) ?? []) {
    const raw = await api.instant(`${name}[${stepMs}ms]`, endMs, signal);
    if (!raw.ok) return raw;
    let first = Infinity;
    for (const { labels, timesMs } of raw.value) {
      const target = scope.targetOf(labels);
      if (target !== undefined && isWanted(target)) first = Math.min(first, timesMs[0] ?? Infinity);
    }
    if (first < beforeMs) return succeed(first);
  }
  return succeed(row === undefined || row.timesMs.length <= maxTries ? undefined : fromMs);
}
