// Caches the targets of the server and their first samples. The query is expensive, so it runs rarely.
import type { Scope } from './scope.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { KnownTarget } from '../port.ts';
import type { PrometheusApi, Row } from './api.ts';
import { metrics } from './metric-names.ts';
import { select } from './promql.ts';

interface KnownTargets {
  /** At most one minute old. */
  list(): Promise<Result<readonly KnownTarget[]>>;
  /** Looks up the cache only. */
  find(target: Labels): KnownTarget | undefined;
  all(): readonly KnownTarget[];
}

/** The result is shared by many callers, so none of them cancels it. Each request has its own timeout. */
const unending = new AbortController().signal;

const freshMs = 60_000;
/** Step of the search for samples within the last day, and so the precision of a first sample's time. */
const stepMs = 300_000;
/** Step of the search before that: a server takes seconds for thousands of targets in fine steps. */
const hourMs = 3_600_000;
/** Searching further back would cost the server too much. */
const dayMs = 86_400_000;
const maxLookBackMs = 15 * dayMs;

export function createKnownTargets(
  api: PrometheusApi,
  scope: Scope,
  retentionMs: () => number,
  nowMs: () => number,
): KnownTargets {
  let known = new Map<string, KnownTarget>();
  let askedMs = -Infinity;
  let running: Promise<Result<undefined>> | undefined;

  async function ask(signal: AbortSignal): Promise<Result<undefined>> {
    const atMs = nowMs();
    const refreshed = await scope.refresh();
    if (!refreshed.ok) return refreshed;
    const name = select([metrics.goroutines], scope.conditions);
    const found = new Map<string, KnownTarget>();
    const note = ({ labels }: Row, firstMs: number, lastMs: number): void => {
      const target = scope.targetOf(labels);
      if (target === undefined) return;
      const key = targetKey(target);
      const before = found.get(key);
      found.set(key, {
        labels: target,
        firstMs: Math.min(firstMs, before?.firstMs ?? Infinity),
        lastMs: Math.max(lastMs, before?.lastMs ?? -Infinity),
      });
    };
    // Samples too recent for these steps are read one by one.
    const recent = await api.instant(`${name}[${2 * stepMs}ms]`, atMs, signal);
    if (!recent.ok) return recent;
    for (const { labels } of recent.value) scope.targetOf(labels);
    for (const row of recent.value) {
      if (row.timesMs.length > 0) note(row, row.timesMs[0] ?? atMs, row.timesMs.at(-1) ?? atMs);
    }
    const lookBackMs = Math.min(retentionMs(), maxLookBackMs);
    for (const { spanMs, every } of [
      { spanMs: Math.min(lookBackMs, dayMs), every: stepMs },
      { spanMs: lookBackMs, every: hourMs },
    ]) {
      for (const reduce of ['min_over_time', 'max_over_time']) {
        const rows = await api.instant(`${reduce}(timestamp(${name})[${spanMs}ms:${every}ms])`, atMs, signal);
        if (!rows.ok) return rows;
        for (const row of rows.value) {
          const timeMs = Math.round((row.values[0] ?? NaN) * 1_000);
          // What began within the last day is known more exactly.
          const isKnown = every === hourMs && timeMs >= atMs - dayMs;
          if (!Number.isNaN(timeMs) && !isKnown) note(row, beginBefore(timeMs, atMs, every), timeMs);
        }
      }
    }
    known = found;
    askedMs = atMs;
    return succeed(undefined);
  }

  /** The first sample lies within the step before the first match. Readers start there, so that they miss none. */
  function beginBefore(timeMs: number, atMs: number, every: number): number {
    return timeMs - stepMs >= atMs - 2 * stepMs ? timeMs : timeMs - every;
  }

  return {
    list: async () => {
      if (Math.abs(nowMs() - askedMs) >= freshMs) {
        running ??= ask(unending).finally(() => (running = undefined));
        const asked = await running;
        if (!asked.ok) return asked;
      }
      return succeed([...known.values()]);
    },
    find: (target) => known.get(targetKey(target)),
    all: () => [...known.values()],
  };
}
