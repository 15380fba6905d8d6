// How busy a process is, measured by its own stacks. The number of short-lived goroutines follows the work.
import { correlateApartFromTime, takeMedian } from './statistics.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';
import { minuteMs } from '../../agreed-times.ts';

/** Goroutines that live longer lag behind the load. */
const maxLifetimeMs = 15 * minuteMs;
/** Below this share per sample, renewal cannot be distinguished from a random walk. */
const minRenewal = 0.02;
const maxGauges = 16;

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: number;
}

/** A track over the parts of a window. */
export interface Loads {
  readonly means: readonly number[];
  /** The share that is renewed from sample to sample. Above 1 if the count varies more than random arrivals do. */
  readonly unrest: number;
}

/**
 * Undefined for a track whose goroutines live longer than a quarter of an hour, and if parts are unknown. Between
 * samples a share of 1 − exp(−interval / lifetime) is renewed, and the variance of a step is twice the level times that
 * share (autocovariance of an M/G/∞ queue). A step falls by 0.56 standard deviations on average.
 */
export function readLoads(track: Track, { fromMs, toMs, parts }: Window): Loads | undefined {
  // The blocks of a nearly constant track need not be read.
  if (track.fall < track.samples * minRenewal) return undefined;
  const series = pickResolution(track, fromMs);
  const cut = series === undefined ? [] : cutStretch(series, fromMs, toMs, parts);
  const known = cut.filter(({ samples }) => samples > 0);
  if (known.length < parts * 0.85 || known.length === 0) return undefined;
  const unrest = takeMedian(
    known.map(({ fall, samples, mean }) => (1.77 * fall) ** 2 / (samples * samples * mean || 1)),
  );
  if (unrest < minRenewal) return undefined;
  const intervalMs = (track.lastMs - track.firstMs) / (track.samples - 1);
  if (unrest < 1 && -intervalMs / Math.log(1 - unrest) > maxLifetimeMs) return undefined;
  return { means: cut.map(({ mean }) => mean), unrest };
}

/** The sum of the short-lived stacks of one process, over one window at a time. */
export class LoadGauge {
  readonly #tracks: () => Iterable<Track>;
  #key = '';
  #loads = new Map<Track, Loads>();

  constructor(tracks: () => Iterable<Track>) {
    this.#tracks = tracks;
  }

  /** The sum of all stacks except the one that is judged. */
  list(window: Window, except: Track): readonly Loads[] {
    const key = `${window.fromMs} ${window.toMs}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#loads = new Map();
      const busiest = [...this.#tracks()].sort((a, b) => b.fall - a.fall).slice(0, maxGauges);
      for (const track of busiest) {
        const loads = readLoads(track, window);
        if (loads !== undefined) this.#loads.set(track, loads);
      }
    }
    return [...this.#loads].flatMap(([track, loads]) => (track === except ? [] : [loads]));
  }
}

/** Correlation with the counts. Jobs and bursts without it say nothing of the load. */
const minCorrelation = 0.6;

/** The sum of the stacks that move with the counts, weighted by their information. Undefined if there are none. */
export function sumLoads(gauges: readonly Loads[], counts: readonly number[]): number[] | undefined {
  const telling = gauges.filter(({ means }) => correlateApartFromTime(counts, means) >= minCorrelation);
  if (telling.length === 0) return undefined;
  return counts.map((_, part) => telling.reduce((sum, { means, unrest }) => sum + means[part]! * weigh(unrest), 0));
}

/**
 * The inverse of the variance of a mean over many samples, per goroutine. Samples of which only a share is renewed are
 * correlated. Each counts as share / (2 − share) independent samples.
 */
function weigh(unrest: number): number {
  const renewed = Math.min(unrest, 1);
  return renewed / (2 - renewed) / Math.max(1, unrest) ** 2;
}
