// Growth without return: what a leak looks like in a stack that has no traffic of its own. A pool that fills and a
// cache that warms up look like it for a while, yet they slow down; so the steadiness of the growth is measured, not
// only its sign.
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

export interface Rise {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  readonly from: number;
  readonly to: number;
  readonly rise: number;
  /** The deepest fall from a high to a later low. */
  readonly largestFall: number;
  /** Sum of all falls from sample to sample. */
  readonly fall: number;
  /** Of these, those outside the two blocks in which it fell most. */
  readonly otherFalls: number;
  /** Samples that were above the one before. */
  readonly ups: number;
  /**
   * To how many independent arrivals the rise amounts, by its index of dispersion: one burst of 500 is one, whatever
   * its size.
   */
  readonly steps: number;
  /** Index of dispersion: variance of the steps over their mean. 0 for one at every sample, 1 for random arrivals. */
  readonly dispersion: number;
  readonly thirds: readonly [number, number, number];
  /**
   * Where in the window the growth lies, in standard deviations of what a constant rate gives: below 0 it slows down,
   * above it speeds up.
   */
  readonly lean: number;
}

/** Undefined when the window holds fewer than three points or nothing rose. */
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
      // The window begins with its first block's low: what this block rose by before is another window's.
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
 * Samples since the newest fall that no steady growth has. Where they are fewer than a verdict takes, nothing else of
 * the series needs to be read.
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

/**
 * Whether it kept one pace: no part of it strays from the others by more than chance makes steps of this unevenness
 * stray.
 */
export function isEven(series: DownsampledSeries, { fromMs, toMs, dispersion }: Rise): boolean {
  const parts = cutStretch(series, fromMs, toMs, evenParts);
  const samples = parts.reduce((sum, part) => sum + part.samples, 0);
  const rise = parts.reduce((sum, part) => sum + part.rise, 0);
  let strays = 0;
  let lean = 0;
  for (const [index, part] of parts.entries()) {
    const expected = (rise * part.samples) / samples;
    // Counts are whole, and blocks do not end where parts do.
    const variance = expected * Math.max(dispersion, 0.05) + 1 + (evenShare * expected) ** 2;
    const stray = part.rise - expected;
    strays += (stray * stray) / variance;
    lean += ((index - (evenParts - 1) / 2) * stray) / Math.sqrt(variance);
  }
  return strays <= 11.07 && Math.abs(lean) <= 2 * Math.sqrt(17.5);
}

/** Parts that differ from the mean by this share are even all the same. */
const evenShare = 0.12;

/**
 * Six parts: of even steps, χ² with 5 degrees of freedom lies beyond 11.07 in one window of twenty, and as many lean
 * beyond two deviations.
 */
const evenParts = 6;

const clockParts = 12;
/** χ² with 11 degrees of freedom lies below 1 in one window of twenty thousand: windows are many. */
const clockStray = 1;
/**
 * The same without the part that strays most, which may hold an odd sample: below 0.5 in one window of twenty thousand.
 */
const trimmedClockStray = 0.5;

/** Whether arrivals are more even than chance makes them: a clock's, however far apart its ticks lie. */
export function isClockwork(series: DownsampledSeries | undefined, { fromMs, toMs, rise }: Rise): boolean {
  if (series === undefined || rise < 3 * clockParts) return false;
  const parts = cutStretch(series, fromMs, toMs, clockParts);
  const strays = listStrays(parts);
  if (sum(strays) < clockStray) return true;
  const oddest = strays.indexOf(Math.max(...strays));
  return sum(listStrays(parts.filter((_, index) => index !== oddest))) < trimmedClockStray;
}

/** Of each part: its share of χ², held against one pace over all of them. */
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

/** Steps that come at random, more or less: those of a clock or of a worker's loop do not. */
export function isRandom({ dispersion }: Rise): boolean {
  return dispersion > 0.6;
}

/** Caches of goroutines that fill more slowly than this are rare. */
const fillMs = 2.5 * 60 * 60_000;
/** Standard deviations by which a cache and a leak have to differ before either can be told from the other. */
const minApart = 1.65;

/**
 * Whether it may be a cache that fills, with ever fewer keys that are new. A likelihood ratio of a steady pace and one
 * that fills: the lean of a leak lies around 0, that of a cache around `expected`, both with a standard deviation of 1.
 * Few steps, or a short time, cannot tell the two apart.
 */
export function mayLevelOff({ fromMs, toMs, lean, steps }: Rise): boolean {
  const filled = Math.max((toMs - fromMs) / fillMs, 0.01);
  const expected = (1 / filled - 1 / Math.expm1(filled) - 0.5) * Math.sqrt(12 * steps);
  return expected > -minApart || lean < expected / 2.5;
}

/** Many that left at once, and twice at most: what is left of them is a leak all the same. */
const maxCrowdShare = 0.3;

/** Nobody leaves, but for noise and up to two moments in which some left at once. */
function isWithoutDepartures(one: Rise): boolean {
  return one.largestFall <= toleratedFall(one.rise) || countDepartures(one) <= toleratedFall(one.rise);
}

/** Falls that count as departures: moments in which many left at once do not. */
export function countDepartures({ rise, fall, otherFalls }: Rise): number {
  return fall - otherFalls <= maxCrowdShare * rise ? otherFalls : fall;
}

/** Falls that are noise beside a rise of this size. */
export function toleratedFall(rise: number): number {
  return Math.max(2, rise / 100);
}

/**
 * Steps up against steps down, as if each were the toss of a coin: the square of how many standard deviations it leans
 * upwards.
 */
export function weighSteps({ rise, fall, steps }: Rise): number {
  const up = rise + fall;
  return up <= 0 ? 0 : ((rise / up) ** 2 * steps) / (1 + fall / up);
}

/** It went up in each third, the last at least half as much as the first, and hardly ever down. */
export function isUnreturned(one: Rise): boolean {
  const [first, second, third] = one.thirds;
  return one.rise > 0 && isWithoutDepartures(one) && first > 0 && second > 0 && third > 0 && third >= first / 2;
}
