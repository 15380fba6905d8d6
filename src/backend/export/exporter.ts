// From samples to series: what is alive now, for whoever scrapes, and every point once, for remote write.
import type { Sample } from '../../core/sample/model.ts';
import { type Labels, type LabelsKey, targetKey } from '../../core/labels.ts';
import type { ExportedOnset } from './port.ts';
import type { RemoteWrite, WriteOutcome } from './remote-write.ts';
import type { Point } from './series.ts';
import { createStackInfos } from './stack-infos.ts';
import { createTargetSeries, type LiveSeries, type TargetSeries } from './target-series.ts';

export interface ExporterOptions {
  /** Who writes: the label `collector` of what is not of one target alone. */
  readonly collector: string;
  /** Groups a target that go out one by one. */
  readonly groupsLimit: number;
  /** Added to every series. */
  readonly externalLabels?: Labels;
  /** Where points go now; undefined: nothing is written, only scraped. */
  readonly remoteWrite: () => RemoteWrite | undefined;
}

export interface ExporterFigures {
  readonly targets: number;
  readonly series: number;
  readonly samples: number;
  /** Samples older than what was given out already: a clock was set back. */
  readonly late: number;
  /** Groups that are summed up as `other` now. */
  readonly folded: number;
}

export interface Exporter {
  /** Settles when the sample has been written, given up, or has waited long enough; at once where nothing is written. */
  add(sample: Sample): Promise<WriteOutcome>;
  addOnset(onset: ExportedOnset): Promise<WriteOutcome>;
  /** The target could not be read at that time. That it is down is said once a later list still has it. */
  miss(target: Labels, atMs: number): void;
  /**
   * Takes a list of the targets that was made at `listedAtMs` (default: now). The series of others end, without a word
   * of failure. Those of all targets outlive the process, as Prometheus' own do: a restart must not resolve alerts.
   */
  keepOnly(targets: readonly Labels[], atMs: number, listedAtMs?: number): void;
  /** Targets that nothing has been heard of for longer than `holdMs` are left out. */
  live(nowMs: number, holdMs: number): Iterable<LiveSeries>;
  figures(): ExporterFigures;
}

const nothingToWrite: WriteOutcome = { outcome: 'sent' };

export function createExporter(options: ExporterOptions): Exporter {
  const { collector, groupsLimit, externalLabels = {}, remoteWrite } = options;
  const targets = new Map<LabelsKey, TargetSeries>();
  const infos = createStackInfos(collector, externalLabels);
  /** Targets that could not be read, and when: they may be about to leave. */
  const missed = new Map<LabelsKey, { readonly target: Labels; readonly atMs: number }>();
  let samples = 0;
  let late = 0;

  function find(target: Labels): TargetSeries {
    const key = targetKey(target);
    const known = targets.get(key) ?? createTargetSeries(target, groupsLimit, externalLabels);
    targets.set(key, known);
    return known;
  }

  function write(points: readonly Point[]): Promise<WriteOutcome> {
    const goal = remoteWrite();
    if (goal === undefined || points.length === 0) return Promise.resolve(nothingToWrite);
    return goal.add(points);
  }

  function* live(nowMs: number, holdMs: number): Generator<LiveSeries> {
    for (const target of targets.values()) if (nowMs - target.lastMs() <= holdMs) yield* target.live();
    for (const series of infos.live(nowMs)) yield { series, value: 1 };
  }

  return {
    add: (sample) => {
      const target = find(sample.target);
      const points = target.record(sample);
      if (points === undefined) {
        late++;
        return Promise.resolve({ outcome: 'late' });
      }
      samples++;
      missed.delete(targetKey(sample.target));
      const named = sample.groups.filter(({ stack }) => target.names(stack.fingerprint));
      return write([...points, ...infos.note(named, sample.atMs)]);
    },
    addOnset: (onset) => write(find(onset.target).onset(onset)),
    miss: (target, atMs) => {
      const key = targetKey(target);
      // A target that is known to be down stays so without waiting for another list.
      if (targets.get(key)?.isDown() === true) void write(find(target).miss(atMs));
      else if (!missed.has(key)) missed.set(key, { target, atMs });
    },
    keepOnly: (wanted, atMs, listedAtMs = atMs) => {
      const keys = new Set(wanted.map(targetKey));
      for (const [key, target] of targets) {
        if (keys.has(key)) continue;
        targets.delete(key);
        void write(target.end(atMs));
      }
      for (const [key, { target, atMs: missedAtMs }] of missed) {
        if (keys.has(key) && listedAtMs < missedAtMs) continue;
        missed.delete(key);
        if (keys.has(key)) void write(find(target).miss(atMs));
      }
    },
    live,
    figures: () => {
      let series = 0;
      let folded = 0;
      for (const target of targets.values()) {
        series += [...target.live()].length;
        folded += target.folded();
      }
      return { targets: targets.size, series, samples, late, folded };
    },
  };
}
