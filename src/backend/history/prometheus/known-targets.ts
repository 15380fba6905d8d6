// Lists the targets of the server with their first and newest samples. The whole past is listed once, coarsely: a
// server takes seconds to search the samples of a thousand targets. Then only what is new is asked for.
import { plainKey, type Scope } from './scope.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/agreed-times.ts';
import type { Labels, LabelsKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { KnownTarget } from '../port.ts';
import type { PrometheusApi } from './api.ts';
import { metrics } from './metric-names.ts';
import { select } from './promql.ts';
import { visitAll } from './visit-all.ts';

/** No sample is earlier than `firstMs` or later than `lastMs`. A reader of that range misses none. */
export interface ListedTarget extends KnownTarget {
  /** The first sample is not later than this. */
  readonly firstByMs: number;
}

interface KnownTargets {
  /** At most one minute old. */
  list(): Promise<Result<readonly ListedTarget[]>>;
  /** Looks up the cache only. */
  find(target: Labels): ListedTarget | undefined;
  all(): readonly ListedTarget[];
}

/** The result is shared by many callers, so none of them cancels it. Each request has its own timeout. */
const unending = new AbortController().signal;

/** A new target shows within this time. Each listing costs the server a search of its index. */
const freshMs = minuteMs;
/** Series that come late, as from a queue, and clocks that differ. */
const recentMs = 10 * minuteMs;
/** Precision within the last day. */
const stepMs = 5 * minuteMs;
/** The whole past is listed again, since somebody may have added to it. */
const wholeEveryMs = hourMs;
/** Searching further back would cost the server too much. */
const maxLookBackMs = 15 * dayMs;

export function createKnownTargets(
  api: PrometheusApi,
  scope: Scope,
  retentionMs: () => number,
  nowMs: () => number,
): KnownTargets {
  let known: ReadonlyMap<LabelsKey, ListedTarget> = new Map();
  let askedMs = -Infinity;
  let wholeMs = -Infinity;
  let running: Promise<Result<undefined>> | undefined;

  async function ask(): Promise<Result<undefined>> {
    const atMs = nowMs();
    const refreshed = await scope.refresh();
    if (!refreshed.ok) return refreshed;
    const sinceMs = askedMs - recentMs;
    const isWhole = Math.abs(atMs - wholeMs) >= wholeEveryMs || !(sinceMs < atMs);
    const found = new Map(isWhole ? [] : known);
    const spanMs = isWhole ? recentMs : atMs - sinceMs;
    const recent = await api.instant(`${name()}[${Math.ceil(spanMs)}ms]`, atMs, unending);
    if (!recent.ok) return recent;
    for (const { labels } of recent.value) scope.targetOf(labels);
    let isOlder = false;
    for (const { labels, timesMs } of recent.value) {
      const [firstMs] = timesMs;
      if (firstMs === undefined) continue;
      // A target that was there from the first look may have been there before, such as one that was just configured.
      isOlder ||= !isWhole && !found.has(keyOf(labels)) && firstMs < atMs - spanMs / 2;
      note(found, labels, { firstMs, firstByMs: firstMs, lastMs: timesMs.at(-1) ?? firstMs });
    }
    if (isWhole || isOlder) {
      const searched = await searchPast(found, atMs);
      if (!searched.ok) return searched;
      wholeMs = atMs;
    }
    known = found;
    askedMs = atMs;
    return succeed(undefined);
  }

  const name = (): string => select([metrics.goroutines], scope.conditions);

  function keyOf(labels: Labels): LabelsKey {
    const target = scope.targetOf(labels);
    return plainKey(target ?? labels);
  }

  function note(
    found: Map<LabelsKey, ListedTarget>,
    labels: Labels,
    { firstMs, firstByMs, lastMs }: Omit<ListedTarget, 'labels'>,
  ): void {
    const target = scope.targetOf(labels);
    if (target === undefined) return;
    const key = plainKey(target);
    const before = found.get(key);
    found.set(key, {
      labels: target,
      firstMs: Math.min(firstMs, before?.firstMs ?? Infinity),
      firstByMs: Math.min(firstByMs, before?.firstByMs ?? Infinity),
      lastMs: Math.max(lastMs, before?.lastMs ?? -Infinity),
    });
  }

  /** The last day in short steps, then the days before by the index of the server, without their samples. */
  async function searchPast(found: Map<LabelsKey, ListedTarget>, atMs: number): Promise<Result<undefined>> {
    const lookBackMs = Math.min(retentionMs(), maxLookBackMs);
    const nextHourMs = Math.ceil(atMs / hourMs) * hourMs;
    // Where the newest sample is known, its hour tells nothing more.
    const recent = new Set(found.keys());
    const noteUnlessRecent = (labels: Labels, { lastMs, ...first }: Omit<ListedTarget, 'labels'>): void =>
      note(found, labels, { ...first, lastMs: recent.has(keyOf(labels)) ? -Infinity : Math.min(lastMs, atMs) });
    const lastDayMs = Math.min(lookBackMs, dayMs);
    const counted = `timestamp(count_over_time(${name()}[${stepMs - 1}ms]))[${lastDayMs}ms:${stepMs}ms]`;
    const ends = (['min_over_time', 'max_over_time'] as const).map((reduce) =>
      api.instant(`${reduce}(${counted})`, atMs, unending),
    );
    for (const rows of await Promise.all(ends)) {
      if (!rows.ok) return rows;
      for (const { labels, values } of rows.value) {
        const stepEndMs = Math.round((values[0] ?? NaN) * 1_000);
        if (Number.isNaN(stepEndMs)) continue;
        noteUnlessRecent(labels, { firstMs: stepEndMs - stepMs, firstByMs: stepEndMs, lastMs: stepEndMs });
      }
    }
    /** Whether the first known sample is clearly within the last day. */
    const seemsNew = (labels: Labels): boolean =>
      (found.get(keyOf(labels))?.firstByMs ?? -Infinity) > atMs - lastDayMs + stepMs;
    const days = Array.from({ length: Math.max(0, Math.ceil(lookBackMs / dayMs) - 1) }, (_, index) => index + 1);
    return visitAll(days, async (day) => {
      const endMs = nextHourMs - day * dayMs;
      const listed = await api.series(name(), endMs - dayMs, endMs, unending);
      if (!listed.ok) return listed;
      const there = day === 1 ? await dropNew(listed.value, seemsNew, endMs) : listed;
      if (!there.ok) return there;
      // A server may name series that end before, so that nothing is known of the first sample but its bound.
      const bounds = { firstMs: endMs - dayMs, firstByMs: Infinity, lastMs: endMs };
      for (const labels of there.value) noteUnlessRecent(labels, bounds);
      return succeed(undefined);
    });
  }

  /**
   * Drops the series that have no sample in the day before `endMs`. The index of a server covers a whole calendar day
   * or a whole block, so it names series that begin later.
   */
  async function dropNew(
    listed: readonly Labels[],
    seemsNew: (labels: Labels) => boolean,
    endMs: number,
  ): Promise<Result<readonly Labels[]>> {
    if (!listed.some(seemsNew)) return succeed(listed);
    const counted = await api.instant(`count_over_time(${name()}[${dayMs}ms])`, endMs, unending);
    if (!counted.ok) return counted;
    const there = new Set(counted.value.map(({ labels }) => keyOf(labels)));
    return succeed(listed.filter((labels) => there.has(keyOf(labels)) || !seemsNew(labels)));
  }

  return {
    list: async () => {
      if (Math.abs(nowMs() - askedMs) >= freshMs) {
        running ??= ask().finally(() => (running = undefined));
        const asked = await running;
        if (!asked.ok) return asked;
      }
      return succeed([...known.values()]);
    },
    find: (target) => known.get(plainKey(target)),
    all: () => [...known.values()],
  };
}
