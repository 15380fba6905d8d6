// Reads restarts, new builds and onsets of leaks from series.
import type { Scope } from './scope.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { HistoryEvent, OnsetEvent } from '../port.ts';
import type { PrometheusApi } from './api.ts';
import { metrics } from './metric-names.ts';
import { select, formatMatchers } from './promql.ts';
import { readTargetPoints } from './read-target.ts';
import { dayMs, minuteMs } from '../../../core/agreed-times.ts';

/** How far before the range to search for the process before the first restart. */
const beforeMs = 10 * minuteMs;

export async function listLifeEvents(
  api: PrometheusApi,
  question: {
    readonly scope: Scope;
    readonly target: Labels;
    readonly fromMs: number;
    readonly toMs: number;
    readonly intervalMs: number;
  },
  signal: AbortSignal,
): Promise<Result<readonly HistoryEvent[]>> {
  const { scope, target, fromMs, toMs, intervalMs } = question;
  const range = { fromMs: fromMs - beforeMs, toMs };
  const grid = { stepMs: Math.max(minuteMs, Math.ceil((toMs - fromMs) / 5_000)), endMs: toMs };
  const whole = { scope, target, kind: 'goroutine', ...range, fingerprints: undefined, intervalMs, grid } as const;
  const read = await readTargetPoints(api, { ...whole, parts: 'lives' }, signal);
  if (!read.ok) return read;
  const events: HistoryEvent[] = [];
  for (const [index, { fromMs: atMs, startMs, build }] of (read.value?.lives ?? []).entries()) {
    const before = read.value?.lives[index - 1];
    // The first life marks the begin of history and not a restart.
    if (before === undefined || atMs < fromMs || atMs > toMs) continue;
    const isNewBuild = build !== null && before.build !== null && build !== before.build;
    const kind = isNewBuild ? 'build' : 'restart';
    events.push({ kind, target, atMs, startMs, build, buildBefore: before.build });
  }
  return succeed(events);
}

/** The time of a point is when the onset was noticed; its value is when growth began. */
export async function readOnsets(
  api: PrometheusApi,
  {
    scope,
    targets,
    fromMs,
    toMs,
  }: { readonly scope: Scope; readonly targets: readonly Matcher[]; readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal,
): Promise<Result<readonly OnsetEvent[]>> {
  const conditions = formatMatchers(targets);
  if (!conditions.ok) return conditions;
  if (conditions.value === undefined) return succeed([]);
  const { text, isWanted } = conditions.value;
  const selector = select([metrics.onset], text, scope.conditions);
  // Growth is noticed at most a day after it began.
  const lateMs = dayMs;
  const rows = await api.instant(`${selector}[${Math.ceil(toMs - fromMs + lateMs) + 1}ms]`, toMs + lateMs, signal);
  if (!rows.ok) return rows;
  const events: OnsetEvent[] = [];
  for (const { labels, timesMs, values } of rows.value) {
    const target = scope.targetOf(labels);
    if (target === undefined || !isWanted(target)) continue;
    for (const [index, noticedMs] of timesMs.entries()) {
      const atMs = Math.round((values[index] ?? NaN) * 1_000);
      if (!(atMs >= fromMs && atMs <= toMs)) continue;
      const { fingerprint = '', state = '', function: name = '', grade, cause = '' } = labels;
      events.push({
        kind: 'onset',
        target,
        atMs,
        noticedMs,
        fingerprint,
        state,
        function: name,
        grade: grade === 'proven' ? 'proven' : 'likely',
        cause: cause === '' ? null : cause,
      });
    }
  }
  return succeed(events);
}
