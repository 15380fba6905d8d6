// Converts samples to series: the current values for scraping, and each point once for remote write.
import type { Sample } from '../../core/sample/model.ts';
import { type Labels, type LabelsKey, targetKey } from '../../core/labels.ts';
import type { ExportedOnset } from './port.ts';
import type { RemoteWrite, WriteOutcome } from './remote-write.ts';
import type { Point } from './series.ts';
import { createStackInfos } from './stack-infos.ts';
import { createTargetSeries, type LiveSeries, type TargetSeries } from './target-series.ts';

interface ExporterOptions {
  /** Name of the writer: the label `collector` of series that concern more than one target. */
  readonly collector: string;
  /** Number of groups per target with their own series. */
  readonly groupsLimit: number;
  /** Added to every series. */
  readonly externalLabels?: Labels;
  /** The current remote write; undefined if series are only scraped. */
  readonly remoteWrite: () => RemoteWrite | undefined;
}

export interface ExporterFigures {
  readonly targets: number;
  readonly series: number;
  readonly samples: number;
  /** Samples older than the last exported one, because a clock was set back. */
  readonly late: number;
  /** Number of groups that are currently exported as one sum, `other`. */
  readonly folded: number;
}

export interface Exporter {
  /** Settles when the sample was written or dropped or the maximum wait is over; at once without remote write. */
  add(sample: Sample): Promise<WriteOutcome>;
  addOnset(onset: ExportedOnset): Promise<WriteOutcome>;
  /** Records a failed read. The target is reported as down once a later list still contains it. */
  miss(target: Labels, atMs: number): void;
  /**
   * Takes the targets listed at `listedAtMs` (default: now). Series of other targets end without being reported as
   * failed. Series of all targets survive a restart, as in Prometheus, so that a restart does not resolve alerts.
   */
  keepOnly(targets: readonly Labels[], atMs: number, listedAtMs?: number): void;
  /** Leaves out targets without any news for longer than `holdMs`. */
  live(nowMs: number, holdMs: number): Iterable<LiveSeries>;
  figures(): ExporterFigures;
}

const nothingToWrite: WriteOutcome = { outcome: 'sent' };

export function createExporter(options: ExporterOptions): Exporter {
  const { collector, groupsLimit, externalLabels = {}, remoteWrite } = options;
  const targets = new Map<LabelsKey, TargetSeries>();
  const infos = createStackInfos(collector, externalLabels);
  /** Failed targets and the time of the failure. They may be about to leave the list. */
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
      // A target already reported as down stays down. It needs no newer list.
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
