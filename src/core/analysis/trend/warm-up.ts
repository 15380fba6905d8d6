// Reasons to wait before judging growth: a process that warms up, and the time of day.
import type { DownsampledSeries } from './downsampled-series.ts';
import type { Past } from './past.ts';
import { outlasting, warmUpMs, likely } from './steady-thresholds.ts';
import { countDepartures, isClockwork, isEven, isRandom, mayLevelOff, weighSteps, type Rise } from './steady-rise.ts';
import type { Track } from './track.ts';
import { isApartFromTraffic, type TrafficChange } from './traffic.ts';
import { pickResolution } from './stretch.ts';
import { dayMs, hourMs } from '../../agreed-times.ts';

/**
 * It began with the process and came at random. Sessions, keys and slow caches look like a leak until the first of them
 * leave, so it needs half a day. Crowds, and fast growth independent of traffic, are judged sooner. Until a whole day
 * is known, its Laplace statistic must be higher than that of what fills within a day.
 */
export function mayBeWarming(past: Past, one: Rise, all: Rise, traffic: TrafficChange | undefined): boolean {
  const { track } = past;
  const spanMs = all.toMs - all.fromMs;
  if (isClockwork(pickResolution(track, all.fromMs), all)) return false;
  const young = beganWithProcess(past, all);
  if (young && one.dispersion > even.dispersion && spanMs < outlasting.spanMs) {
    if (spanMs < warmUpMs || !(isCrowd(track, all) || isBrisk(past, all, traffic))) return true;
  }
  if (!isRandom(one)) return false;
  return (young || all.toMs - track.firstMs < 3 * dayMs) && spanMs < dayMs && mayLevelOff(all);
}

/** It may have begun with the process, in each life as far as is known. */
export function beganWithProcess(past: Past, one: Rise): boolean {
  const { firstMs } = past.track;
  return firstMs - (past.startMs ?? firstMs) < warmUpMs && !setInLater(past.track, one) && !isNew(past, one);
}

/**
 * This life had hardly any arrivals at today's pace before. Sessions and caches begin with the process, even if they
 * speed up later.
 */
function setInLater({ firstMs, low }: Track, { rise, fromMs, toMs, from }: Rise): boolean {
  const expected = (rise / (toMs - fromMs)) * (fromMs - firstMs);
  return expected >= newcomers && from - low <= expected / 5;
}

/**
 * The previous life was watched, and had hardly any arrivals at today's pace. Sessions and caches begin with each life;
 * a leak that begins with one came with a new build.
 */
function isNew({ before, lives }: Past, { rise, fromMs, toMs }: Rise): boolean {
  if (before === undefined) return false;
  const expected = (rise / (toMs - fromMs)) * (before.toMs - before.fromMs);
  return expected >= newcomers && (lives.at(-1)?.up ?? 0) <= Math.min(expected, rise) / 5;
}

/** This many must be missing. */
const newcomers = 12;

/**
 * Of this many sessions some would have left, and a cache of this size would fill ever more slowly. `extra`: the
 * shorter the time, the more are needed; within `soonestHours` no number is enough. Slower arrivals are sessions as
 * often as a leak.
 */
const crowd = { steps: 60, extra: 110, soonestHours: 2.5, perHour: 150 } as const;

function isCrowd({ resolutions }: Track, all: Rise): boolean {
  const hours = (all.toMs - all.fromMs) / hourMs;
  return (
    hours > crowd.soonestHours &&
    all.steps >= crowd.steps + crowd.extra / (hours - crowd.soonestHours) &&
    all.rise >= crowd.perHour * hours &&
    countDepartures(all) === 0 &&
    !mayLevelOff(all) &&
    isEven(resolutions!.week, all)
  );
}

/**
 * Number of independent arrivals, and their rate per hour. Fewer are sessions as often as a leak. `evidence`: see
 * `isApartFromTraffic`.
 */
const brisk = { steps: 55, perHour: 30, evidence: 12 } as const;

/**
 * Many came fast, at one pace although traffic rose, and none left. This is not enough for arrivals that are known to
 * begin with the process.
 */
function isBrisk({ track, traffic, startMs }: Past, all: Rise, change: TrafficChange | undefined): boolean {
  if (startMs !== undefined || change === undefined || change.level) return false;
  // Few samples tell little of the pace of traffic.
  if (all.samples < likely.samples) return false;
  // The time of day changes any pace, so an even pace over a longer time may still follow it.
  if (all.toMs - all.fromMs > 2 * warmUpMs) return false;
  const perHour = all.rise / ((all.toMs - all.fromMs) / hourMs);
  if (all.steps < brisk.steps || perHour < brisk.perHour || all.lean < likely.lean) return false;
  if (countDepartures(all) > 0 || !isEven(track.resolutions!.week, all)) return false;
  return isApartFromTraffic(track, traffic, all, brisk.evidence);
}

/**
 * With random steps, this many must show an even pace, and some of this many would have left. Less dispersed arrivals
 * come from a clock or a loop at any hour.
 */
const even = { steps: 55, dispersion: 0.25 } as const;

/**
 * Human activity follows the time of day, and a morning without departures looks like a leak. Until a whole day is
 * known, only a pace that is even over the whole growth contradicts this.
 */
export function mayFollowClock(track: Track, series: DownsampledSeries, one: Rise, all: Rise): boolean {
  const spanMs = all.toMs - all.fromMs;
  if (spanMs >= outlasting.spanMs && weighSteps(all) >= outlasting.odds) return false;
  if (isClockwork(pickResolution(track, all.fromMs), all)) return false;
  if (isRandom(one) && spanMs < warmUpMs) return true;
  if (one.dispersion > even.dispersion && !isRandom(one) && setInLate(track, all)) return true;
  // Sessions that last hours leave one by one. Of this many, hardly one may have left.
  if (isRandom(one) && countDepartures(all) > all.rise / 200) return true;
  const grain = Math.max(one.dispersion, 0.5);
  if (one.rise / grain < even.steps) return true;
  return !isEven(series, one) || (all !== one && !isEven(track.resolutions!.week, all));
}

/** It was constant for hours, so it may end with the hour that started it, like a queue. */
function setInLate({ firstMs, low }: Track, { fromMs, from, rise }: Rise): boolean {
  return fromMs - firstMs >= warmUpMs && from - low <= Math.max(2, rise / 10);
}
