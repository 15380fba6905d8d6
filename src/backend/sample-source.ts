// Where samples come from: the targets room, seen with the sampler's eyes. Two rooms that don't know each other meet
// here.
import type { Labels } from '../core/labels.ts';
import { resolveHidden } from './answers/gather/resolve-hidden.ts';
import type { AttendedSource } from './history/history-room.ts';
import type { SampleSource } from './history/sampler-ports.ts';
import type { DataSourceRef, FiguresSource, SymbolResolver, TargetsPort } from './targets/port.ts';

type Targets = TargetsPort & SymbolResolver & FiguresSource;

/** What the history room has to know of a data source, from a request's settings. `pluginConfig` is the plugin's section of grafana.ini. */
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
    sampling,
    rules: { ownCode, labelKeys, groupsLimit: bounds.groupsPerProfile },
    maxBytes: bounds.history,
    memoryLimitBytes,
    goroutineLimit,
    verdicts: { maxBytes: bounds.verdicts, maxPastTargets: bounds.pastTargets },
    source: createSampleSource(targets, ref),
    historyDir: pluginConfig['history_dir'],
    engine,
    openPasts,
  };
}

export function createSampleSource(targets: Targets, ref: DataSourceRef): SampleSource {
  return {
    listTargets: async () => {
      const selected = await targets.select(ref, []);
      // Without targets, or with discovery that fails, there is nothing to sample for now.
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
    readFigures: async (target, signal) => {
      const read = await targets.readFigures(ref, target, signal);
      return read.outcome === 'read' ? read.figures : null;
    },
  };
}
