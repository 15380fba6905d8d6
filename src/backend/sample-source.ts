// Connects the sampler to the targets room. The two rooms do not depend on each other.
import type { Problem } from '../core/problem.ts';
import { type Labels, matchLabels, targetKey } from '../core/labels.ts';
import { perObject } from '../core/per-object.ts';
import type { Settings } from '../core/query/settings.ts';
import { resolveHidden } from './answers/gather/resolve-hidden.ts';
import type { AttendedSource } from './history/history-room.ts';
import type { SampleSource } from './history/sampler-ports.ts';
import type { DataSourceRef, FiguresSource, SymbolResolver, TargetsPort } from './targets/port.ts';

type Targets = TargetsPort & SymbolResolver & FiguresSource;

/**
 * Describes a data source for the history room, from the settings of a request. `pluginConfig` is the plugin's section
 * of grafana.ini.
 */
export function describeSource(
  targets: Targets,
  ref: DataSourceRef,
  pluginConfig: Labels,
  { engine, openPasts }: Pick<AttendedSource, 'engine' | 'openPasts'>,
): AttendedSource {
  const { orgId, instance, settings } = ref;
  const { ownCode, labelKeys, bounds, sampling, memoryLimitBytes, goroutineLimit } = settings;
  return {
    orgId,
    uid: instance.uid,
    revision: instance.lastUpdatedMs,
    fingerprint: fingerprintOf(settings),
    sampling,
    rules: { ownCode, labelKeys, groupsLimit: bounds.groupsPerProfile },
    maxBytes: bounds.history,
    memoryLimitBytes,
    goroutineLimit,
    verdicts: { maxBytes: bounds.verdicts, maxPastTargets: bounds.pastTargets },
    source: createSampleSource(targets, ref),
    historyDir: pluginConfig['history_dir'],
    maxOnsetPauseMs: settings.dumps.atOnsetMs,
    engine,
    openPasts,
  };
}

/** Contains secrets. Kept only in memory, like the settings. */
const fingerprintOf = perObject((settings: Settings): string => JSON.stringify(settings));

export function createSampleSource(targets: Targets, ref: DataSourceRef): SampleSource {
  return {
    listTargets: async () => {
      const selected = await targets.select(ref, []);
      // Without targets, or if discovery fails, there is nothing to sample now.
      return selected.ok ? selected.value : [];
    },
    fetchProfile: async (target, { kind, maxAgeMs }, signal) => {
      const request = { kind, form: 0, rank: 'routine', ...(maxAgeMs === undefined ? {} : { maxAgeMs }) } as const;
      const [fetched] = await targets.fetch(ref, [target], request, signal);
      if (fetched === undefined) throw new Error('A target that was asked has no outcome.');
      if (fetched.outcome === 'failed') return fetched;
      const profile = await resolveHidden(targets, ref, target, fetched.profile, signal);
      return { outcome: 'fetched', profile, atMs: fetched.atMs, tookMs: fetched.tookMs };
    },
    takeDump: async (labels, signal) => {
      const selected = await targets.select(ref, matchLabels(labels));
      if (!selected.ok) return { outcome: 'failed', problem: selected.problem };
      const target = selected.value.find((one) => targetKey(one.labels) === targetKey(labels));
      if (target === undefined) return { outcome: 'failed', problem: gone };
      const [fetched] = await targets.fetch(ref, [target], { kind: 'goroutine', form: 2, rank: 'routine' }, signal);
      if (fetched?.outcome !== 'fetched') return { outcome: 'failed', problem: fetched?.problem ?? gone };
      const { text, profile, tookMs } = fetched;
      if (text === undefined) return { outcome: 'failed', problem: gone };
      return { outcome: 'taken', text: text.bytes, cut: text.cut, profile, tookMs };
    },
    readFigures: async (target, signal) => {
      const read = await targets.readFigures(ref, target, signal);
      return read.outcome === 'read' ? read.figures : null;
    },
  };
}

const gone: Problem = {
  code: 'target_gone',
  status: 502,
  source: 'downstream',
  message: 'The target is no longer listed.',
};
