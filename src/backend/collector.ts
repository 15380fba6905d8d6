// The sampler as a separate process: it reads targets and writes series. It has no history and answers no queries.
import { secondMs, standInMs } from '../core/agreed-times.ts';
import { createBoundedTracker } from './history/sample-lives.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { targetKey, type Labels, type LabelsKey } from '../core/labels.ts';
import type { Problem } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { Exporter } from './export/exporter.ts';
import { formatExposition } from './export/exposition.ts';
import type { RemoteWrite } from './export/remote-write.ts';
import { writeCollectorMetrics } from './collector-metrics.ts';
import type { Clock } from './history/sampler-ports.ts';
import { createSampler, type Sampler } from './history/sampler/sampler.ts';
import type { Inbox } from './receive/inbox.ts';
import { withPushed } from './receive/pushed-targets.ts';
import { createSampleSource } from './sample-source.ts';
import { openExporter, openRemoteWrite } from './series-history.ts';
import { listTargets, nameKeys, type TargetList } from './collector-targets.ts';
import type { Shard } from './shard.ts';
import { createTargets } from './targets/create-targets.ts';
import type { DataSourceRef } from './targets/port.ts';

export interface CollectorConfig {
  readonly ref: DataSourceRef;
  /** The label `collector` of series that concern more than one target. */
  readonly name: string;
  readonly shard: Shard;
  /** The folder where queued points survive the process. Undefined for memory only. */
  readonly queueFolder?: string | undefined;
}

/** Events for the log. */
export interface CollectorEvents {
  readonly onTargets: (list: TargetList) => void;
  readonly onMissed: (target: Labels) => void;
  /** Called when a target that was missed can be read again. */
  readonly onBack: (target: Labels) => void;
  readonly onDropped: (points: number, problem: Problem, detail: string) => void;
  readonly onBug: (error: unknown) => void;
}

interface CollectorOptions {
  readonly config: CollectorConfig;
  readonly clock: Clock;
  readonly events: CollectorEvents;
  /** Where targets send their profiles. Undefined if Parked only fetches. */
  readonly inbox?: Inbox | undefined;
}

export interface Collector {
  /** Applies new settings. The state of the targets' series is kept, and queued points are still written. */
  apply(config: CollectorConfig): void;
  /**
   * Returns the collector's own series in Prometheus' text format, and those of the targets unless they are written
   * remotely: a scrape beside remote write would double them.
   */
  metrics(): string;
  /** Returns the series of the targets. */
  targetMetrics(): string;
  /** Undefined if targets are known and sampled. */
  notReady(): string | undefined;
  /** Why samples wait or are lost. */
  writeProblem(): Problem | undefined;
  /** Stops sampling and writes queued points for at most this long. */
  close(withinMs: number): Promise<void>;
}

/** How long points for a removed server are still written. */
const handOverMs = 30 * secondMs;

export function createCollector({ config: first, clock, events, inbox }: CollectorOptions): Collector {
  const fetches = new Map<string, number>();
  const asked = createTargets({
    now: clock.nowMs,
    onFetch: ({ outcome }) => fetches.set(outcome, (fetches.get(outcome) ?? 0) + 1),
  });
  const targets = inbox === undefined ? asked : withPushed(asked, inbox, clock.nowMs);
  const missed = new Set<LabelsKey>();
  const leaving = new Set<Promise<void>>();
  const lives = createBoundedTracker();
  let config = first;
  let list: TargetList | undefined;
  let isReady = false;
  let remoteWrite = open(config);
  let exporter: Exporter = openExporter(describe(config), () => remoteWrite);
  let sampler = start();
  inbox?.onTaken(({ labels, profile, atMs }) => {
    void sampler.record({ target: labels, profile, atMs, tookMs: 0 }).catch(events.onBug);
  });

  function open({ ref, queueFolder }: CollectorConfig): RemoteWrite | undefined {
    const { nowMs, wait } = clock;
    const onDropped: CollectorEvents['onDropped'] = (points, problem, detail) =>
      events.onDropped(points, inKeys(problem), detail);
    return openRemoteWrite({ settings: ref.settings, nowMs, wait, onDropped, queueFolder });
  }

  function start(): Sampler {
    const own = config;
    const { ref } = own;
    const { ownCode, labelKeys, bounds, sampling, memoryLimitBytes } = ref.settings;
    const source = createSampleSource(targets, ref);
    return createSampler({
      clock,
      source: {
        ...source,
        listTargets: async () => {
          const listed = await listTargets(targets, own, clock.nowMs(), inbox !== undefined);
          // The settings may have changed meanwhile.
          if (own === config) {
            list = listed;
            isReady ||= listed.notReady === undefined;
            events.onTargets(listed);
          }
          return listed.targets;
        },
      },
      rules: { ownCode, labelKeys, groupsLimit: bounds.groupsPerProfile },
      intervalMs: sampling.intervalMs,
      leakProfileMs: sampling.leakProfileMs,
      memoryLimitBytes,
      firstRoundMs: 0,
      keep: (sample) => {
        if (missed.delete(targetKey(sample.target))) events.onBack(sample.target);
        return exporter.add(lives.place(sample));
      },
      onMissed: (target) => {
        exporter.miss(target, clock.nowMs());
        const key = targetKey(target);
        if (missed.has(key)) return;
        missed.add(key);
        events.onMissed(target);
      },
      onTargets: (mine) => {
        exporter.keepOnly(mine, clock.nowMs(), list?.listedAtMs);
        const keys = new Set(mine.map((target) => targetKey(target)));
        for (const key of missed) if (!keys.has(key)) missed.delete(key);
      },
      isWanted: () => true,
      onBug: events.onBug,
    });
  }

  function leave(work: Promise<void>): void {
    const done = work.catch(events.onBug).finally(() => leaving.delete(done));
    leaving.add(done);
  }

  function apply(next: CollectorConfig): void {
    const before = config;
    config = next;
    list = undefined;
    isReady = false;
    leave(sampler.close());
    if (describeServer(next.ref.settings) !== describeServer(before.ref.settings)) {
      if (remoteWrite) leave(remoteWrite.close(handOverMs));
      remoteWrite = open(next);
    }
    const isSame =
      next.name === before.name && describeSeries(next.ref.settings) === describeSeries(before.ref.settings);
    if (!isSame) exporter = openExporter(describe(next), () => remoteWrite);
    sampler = start();
  }

  function writeTargetMetrics(): string {
    // Longer than the time to the next sample, and at least as long as Prometheus repeats a value.
    const holdMs = Math.max(standInMs, 2.5 * config.ref.settings.sampling.intervalMs);
    return formatExposition(exporter.live(clock.nowMs(), holdMs));
  }

  return {
    apply,
    metrics: () => {
      const own = {
        exporter: exporter.figures(),
        sampler: sampler.glance(),
        remoteWrite: remoteWrite?.figures(),
        fetches,
        discovery: list?.reports ?? [],
        inbox: inbox?.figures(),
      };
      return (remoteWrite === undefined ? writeTargetMetrics() : '') + writeCollectorMetrics(own);
    },
    targetMetrics: writeTargetMetrics,
    notReady: () => (isReady ? undefined : (list?.notReady ?? 'Parked does not know its targets yet.')),
    writeProblem: () => {
      const problem = remoteWrite?.figures().problem;
      return problem && inKeys(problem);
    },
    close: async (withinMs) => {
      // Samples in progress are cancelled. Finished ones are written, because the sampler may be waiting for that.
      const sampled = sampler.close();
      await remoteWrite?.close(withinMs);
      await sampled;
      if (leaving.size > 0) await Promise.race([Promise.all(leaving), pause(withinMs)]);
      await targets.close();
    },
  };
}

const inKeys = (problem: Problem): Problem => ({ ...problem, message: nameKeys(problem.message) });

const describe = ({ ref, name }: CollectorConfig) => ({ settings: ref.settings, collector: name });

/** All settings that affect the content of series. */
function describeSeries({ bounds, history }: Settings): string {
  return JSON.stringify([bounds.exportedGroups, history.type === 'prometheus' && history.externalLabels]);
}

/** All settings that affect where and how samples are written. */
function describeServer({ history, auth, bounds, allowLinkLocal }: Settings): string {
  return JSON.stringify([history, auth, bounds, allowLinkLocal]);
}
