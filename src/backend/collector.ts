// The sampler as a process of its own: targets in, series out. It keeps no past and answers no questions.
import { createBoundedTracker } from './history/sample-lives.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { targetKey, type Labels, type LabelsKey } from '../core/labels.ts';
import type { Problem } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { Exporter } from './export/exporter.ts';
import { spellExposition } from './export/exposition.ts';
import type { RemoteWrite } from './export/remote-write.ts';
import { writeCollectorMetrics } from './collector-metrics.ts';
import type { Clock } from './history/sampler-ports.ts';
import { createSampler, type Sampler } from './history/sampler/sampler.ts';
import { createSampleSource } from './sample-source.ts';
import { openExporter, openRemoteWrite } from './series-history.ts';
import { listTargets, type TargetList } from './collector-targets.ts';
import type { Shard } from './shard.ts';
import { createTargets } from './targets/create-targets.ts';
import type { DataSourceRef } from './targets/port.ts';

export interface CollectorConfig {
  readonly ref: DataSourceRef;
  /** The label `collector` of what is not of one target alone. */
  readonly name: string;
  readonly shard: Shard;
}

/** What is worth a line in a log. */
export interface CollectorEvents {
  readonly onTargets: (list: TargetList) => void;
  readonly onMissed: (target: Labels) => void;
  /** After it was missed. */
  readonly onBack: (target: Labels) => void;
  readonly onDropped: (points: number, problem: Problem, detail: string) => void;
  readonly onBug: (error: unknown) => void;
}

export interface CollectorOptions {
  readonly config: CollectorConfig;
  readonly clock: Clock;
  readonly events: CollectorEvents;
}

export interface Collector {
  /** Goes on with other settings. What the targets' series are carries over, and what waits to be written is written. */
  apply(config: CollectorConfig): void;
  /** Prometheus' text format: the targets' series, and the collector's own. */
  metrics(): string;
  /** Undefined: targets are known and sampled. */
  notReady(): string | undefined;
  /** Why samples wait or are lost. */
  writeProblem(): Problem | undefined;
  /** Ends sampling and writes what waits, for so long at most. */
  close(withinMs: number): Promise<void>;
}

/** How long a server that is no longer written to has for what waits. */
const handOverMs = 30_000;

export function createCollector({ config: first, clock, events }: CollectorOptions): Collector {
  const fetches = new Map<string, number>();
  const targets = createTargets({
    now: clock.nowMs,
    onFetch: ({ outcome }) => fetches.set(outcome, (fetches.get(outcome) ?? 0) + 1),
  });
  const missed = new Set<LabelsKey>();
  const leaving = new Set<Promise<void>>();
  const lives = createBoundedTracker();
  let config = first;
  let list: TargetList | undefined;
  let isReady = false;
  let remoteWrite = open(config);
  let exporter: Exporter = openExporter(describe(config), () => remoteWrite);
  let sampler = start();

  function open({ ref }: CollectorConfig): RemoteWrite | undefined {
    const { nowMs, wait } = clock;
    return openRemoteWrite({ settings: ref.settings, nowMs, wait, onDropped: events.onDropped });
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
          const listed = await listTargets(targets, own, clock.nowMs());
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

  return {
    apply,
    metrics: () => {
      const nowMs = clock.nowMs();
      // Longer than the next sample may take to come, and as long as Prometheus itself holds on to a value.
      const holdMs = Math.max(300_000, 2.5 * config.ref.settings.sampling.intervalMs);
      const own = {
        exporter: exporter.figures(),
        sampler: sampler.glance(),
        remoteWrite: remoteWrite?.figures(),
        fetches,
        discovery: list?.reports ?? [],
      };
      return spellExposition(exporter.live(nowMs, holdMs)) + writeCollectorMetrics(own);
    },
    notReady: () => (isReady ? undefined : (list?.notReady ?? 'Parked does not know its targets yet.')),
    writeProblem: () => remoteWrite?.figures().problem,
    close: async (withinMs) => {
      // What is being sampled is let go; what was sampled is written, which is what the sampler may be waiting for.
      const sampled = sampler.close();
      await remoteWrite?.close(withinMs);
      await sampled;
      if (leaving.size > 0) await Promise.race([Promise.all(leaving), pause(withinMs)]);
      await targets.close();
    },
  };
}

const describe = ({ ref, name }: CollectorConfig) => ({ settings: ref.settings, collector: name });

/** All that says what series look like. */
function describeSeries({ bounds, history }: Settings): string {
  return JSON.stringify([bounds.exportedGroups, history.type === 'prometheus' && history.externalLabels]);
}

/** All that says where samples go, and how. */
function describeServer({ history, auth, bounds, allowLinkLocal }: Settings): string {
  return JSON.stringify([history, auth, bounds, allowLinkLocal]);
}
