// Measures growth without return, as of a leak in a stack without traffic of its own. Pools that fill and caches that
// warm up look alike for a while, but they slow down. So the pace is measured too.
import { cutStretch } from './stretch.ts';
import {
  dropAt,
  fallAt,
  fields,
  highAt,
  lastAt,
  lowAt,
  riseAt,
  riseSquaredAt,
  samplesAt,
  upsAt,
  type DownsampledSeries,
} from './downsampled-series.ts';
import { hourMs } from '../../agreed-times.ts';

export interface Rise {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  readonly from: number;
  readonly to: number;
  readonly rise: number;
  /** The deepest fall from a high to a later low. */
  readonly largestFall: number;
  /** Sum of all falls, from sample to sample. */
  readonly fall: number;
  /** The falls outside the two blocks with the largest falls. */
  readonly otherFalls: number;
  /** Number of samples above the previous one. */
  readonly ups: number;
  /**
   * Number of independent arrivals: the rise divided by its index of dispersion. Where few samples rise, this is Kish's
   * effective sample size (1965), (Σx)² / Σx² of the steps up. One burst of 500 counts as one.
   */
  readonly steps: number;
  /**
   * Index of dispersion (Cox and Lewis 1966): variance of the steps divided by their mean. 0 for one per sample, 1 for
   * random (Poisson) arrivals.
   */
  readonly dispersion: number;
  readonly thirds: readonly [number, number, number];
  /**
   * Laplace trend test (Cox and Lewis 1966): the position of the growth in the window, in standard deviations under a
   * constant rate. Negative: it slows down; positive: it speeds up.
   */
  readonly lean: number;
}

/** Undefined if the window has fewer than three points or nothing rose. */
export function measureRise(series: DownsampledSeries, fromMs: number): Rise | undefined {
  const { originMs, widthMs, length } = series;
  const first = Math.max(0, Math.ceil((fromMs - originMs) / widthMs - 0.5));
  let samples = 0;
  let from = NaN;
  let to = NaN;
  let high = -Infinity;
  let largestFall = 0;
  let up = 0;
  let upSquared = 0;
  let fall = 0;
  let mostFall = 0;
  let nextFall = 0;
  let ups = 0;
  let moment = 0;
  let points = 0;
  const span = length - first;
  const net: [number, number, number] = [0, 0, 0];
  for (let index = first; index < length; index++) {
    const known = series.data[index * fields + samplesAt]!;
    if (known === 0) continue;
    const last = series.data[index * fields + lastAt]!;
    points++;
    samples += known;
    if (from !== from) {
      // The window starts at the low of its first block; the earlier rise of that block is outside.
      from = series.data[index * fields + lowAt]!;
      net[0] += last - from;
      const own = last - from;
      up += Math.max(0, own);
      upSquared += series.data[index * fields + riseSquaredAt]!;
      moment += Math.max(0, own) * 0.5;
    } else {
      const rise = series.data[index * fields + riseAt]!;
      up += rise;
      upSquared += series.data[index * fields + riseSquaredAt]!;
      moment += rise * (index - first + 0.5);
      net[Math.min(2, Math.floor(((index - first) * 3) / span)) as 0 | 1 | 2] += last - to;
    }
    ups += series.data[index * fields + upsAt]!;
    const fell = series.data[index * fields + fallAt]!;
    fall += fell;
    if (fell > mostFall) {
      nextFall = mostFall;
      mostFall = fell;
    } else if (fell > nextFall) nextFall = fell;
    if (high - series.data[index * fields + lowAt]! > largestFall)
      largestFall = high - series.data[index * fields + lowAt]!;
    if (series.data[index * fields + dropAt]! > largestFall) largestFall = series.data[index * fields + dropAt]!;
    if (series.data[index * fields + highAt]! > high) high = series.data[index * fields + highAt]!;
    to = last;
  }
  if (points < 3 || up <= 0 || upSquared <= 0) return undefined;
  const dispersion = Math.max(0, upSquared / up - up / samples);
  const steps = up / Math.max(1, dispersion);
  return {
    fromMs: Math.max(fromMs, originMs + first * widthMs),
    toMs: originMs + length * widthMs,
    samples: Math.round(samples),
    from,
    to,
    rise: to - from,
    largestFall,
    fall,
    otherFalls: fall - mostFall - nextFall,
    ups,
    steps,
    dispersion,
    thirds: net,
    lean: (moment / up / span - 0.5) * Math.sqrt(12 * steps),
  };
}

/**
 * Number of samples since the newest fall that steady growth does not have. If there are too few for a verdict, nothing
 * else needs to be read.
 */
export function countUnreturned(series: DownsampledSeries, low: number): number {
  const { data } = series;
  const tolerated = toleratedFall(data[(series.length - 1) * fields + highAt]! - low);
  let lowest = Infinity;
  let samples = 0;
  let falls = 0;
  for (let index = series.length - 1; index >= 0; index--) {
    const at = index * fields;
    const known = data[at + samplesAt]!;
    if (known === 0) continue;
    if (data[at + dropAt]! > tolerated || data[at + highAt]! - lowest > tolerated) {
      if (++falls > 1) break;
      lowest = Infinity;
    }
    if (data[at + lowAt]! < lowest) lowest = data[at + lowAt]!;
    samples += known;
  }
  return samples;
}

/** Whether the pace is constant: no part deviates more than chance explains at this dispersion. */
export function isEven(series: DownsampledSeries, { fromMs, toMs, dispersion }: Rise): boolean {
  const parts = cutStretch(series, fromMs, toMs, evenParts);
  const samples = parts.reduce((sum, part) => sum + part.samples, 0);
  const rise = parts.reduce((sum, part) => sum + part.rise, 0);
  let strays = 0;
  let lean = 0;
  for (const [index, part] of parts.entries()) {
    const expected = (rise * part.samples) / samples;
    // Counts are integers, and blocks do not end where parts end.
    const variance = expected * Math.max(dispersion, 0.05) + 1 + (evenShare * expected) ** 2;
    const stray = part.rise - expected;
    strays += (stray * stray) / variance;
    lean += ((index - (evenParts - 1) / 2) * stray) / Math.sqrt(variance);
  }
  return strays <= 11.07 && Math.abs(lean) <= 2 * Math.sqrt(17.5);
}

/** Parts within this share of the mean count as equal. */
const evenShare = 0.12;

/**
 * Six parts: under a constant pace, χ² with 5 degrees of freedom (Pearson 1900) exceeds its 95 % quantile, 11.07, in
 * one window of twenty, and the Laplace statistic exceeds two deviations equally often.
 */
const evenParts = 6;

const clockParts = 12;
/**
 * χ² with 11 degrees of freedom is below 1 in one window of twenty thousand. The threshold is this low because there
 * are many windows.
 */
const clockStray = 1;
/**
 * The same without the most deviating part, which may contain an outlier: below 0.5 in one window of twenty thousand.
 */
const trimmedClockStray = 0.5;

/** Whether arrivals are more even than chance allows, as those of a clock, however long its period is. */
export function isClockwork(series: DownsampledSeries | undefined, { fromMs, toMs, rise }: Rise): boolean {
  if (series === undefined || rise < 3 * clockParts) return false;
  const parts = cutStretch(series, fromMs, toMs, clockParts);
  const strays = listStrays(parts);
  if (sum(strays) < clockStray) return true;
  const oddest = strays.indexOf(Math.max(...strays));
  return sum(listStrays(parts.filter((_, index) => index !== oddest))) < trimmedClockStray;
}

/** Each part's contribution to χ² under one pace for all of them. */
function listStrays(parts: readonly { readonly samples: number; readonly rise: number }[]): number[] {
  const samples = sum(parts.map((part) => part.samples));
  const total = sum(parts.map((part) => part.rise));
  return parts.map((part) => {
    const expected = Math.max(0.5, (total * part.samples) / samples);
    return (part.rise - expected) ** 2 / expected;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Whether steps come at random. Those of a clock or of a worker's loop do not. */
export function isRandom({ dispersion }: Rise): boolean {
  return dispersion > 0.6;
}

/** Caches that fill more slowly than this are rare. */
const fillMs = 2.5 * hourMs;
/** The minimum difference between a cache and a leak, in standard deviations, to tell them apart. */
const minApart = 1.65;

/**
 * Whether it may be a cache that fills with ever fewer new keys. A likelihood ratio test between a constant pace and a
 * filling cache: the Laplace statistic of a leak has mean 0, that of a cache mean `expected`, both with standard
 * deviation 1. With few steps or a short time, the two cannot be distinguished.
 */
export function mayLevelOff({ fromMs, toMs, lean, steps }: Rise): boolean {
  const filled = Math.max((toMs - fromMs) / fillMs, 0.01);
  const expected = (1 / filled - 1 / Math.expm1(filled) - 0.5) * Math.sqrt(12 * steps);
  return expected > -minApart || lean < expected / 2.5;
}

/** Many may leave at once, at most twice. The rest is still a leak. */
const maxCrowdShare = 0.3;

/** Whether none leave, except for noise and up to two mass departures. */
function isWithoutDepartures(one: Rise): boolean {
  return one.largestFall <= toleratedFall(one.rise) || countDepartures(one) <= toleratedFall(one.rise);
}

/** Falls that count as departures. Mass departures do not. */
export function countDepartures({ rise, fall, otherFalls }: Rise): number {
  return fall - otherFalls <= maxCrowdShare * rise ? otherFalls : fall;
}

/** The amount of falls that is noise for a rise of this size. */
export function toleratedFall(rise: number): number {
  return Math.max(2, rise / 100);
}

/**
 * Sign test of steps up against steps down (Dixon and Mood 1946), as the square of its standard deviations:
 * (U − D)² / (U + D), counted in independent arrivals.
 */
export function weighSteps({ rise, fall, steps }: Rise): number {
  const up = rise + fall;
  return up <= 0 ? 0 : ((rise / up) ** 2 * steps) / (1 + fall / up);
}

/** Whether it rose in each third, in the last at least half as much as in the first, with hardly any falls. */
export function isUnreturned(one: Rise): boolean {
  const [first, second, third] = one.thirds;
  return one.rise > 0 && isWithoutDepartures(one) && first > 0 && second > 0 && third > 0 && third >= first / 2;
}
