// What holds a growth back until more is known: a process that warms up, and the hours of the day.
import type { DownsampledSeries } from './downsampled-series.ts';
import type { Past } from './past.ts';
import { outlasting, warmUpMs, likely } from './steady-thresholds.ts';
import { countDepartures, isClockwork, isEven, isRandom, mayLevelOff, weighSteps, type Rise } from './steady-rise.ts';
import type { Track } from './track.ts';
import { isApartFromTraffic, type TrafficChange } from './traffic.ts';
import { pickResolution } from './stretch.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/**
 * It began with the process and came at random. Sessions, keys and slow caches look like a leak until the first of them
 * leave, so it gets half a day. A crowd, and what comes fast whatever traffic does, is told sooner. Until a whole day
 * is known, all of it must lean less than what fills within a day does.
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

/** It began within the process's first 100 minutes, and comes with each life as far as is known. */
export function beganWithProcess(past: Past, one: Rise): boolean {
  return one.fromMs - (past.startMs ?? past.track.firstMs) < warmUpMs && !isNew(past, one);
}

/**
 * The life before was watched, and hardly any came in it at today's pace. Sessions and caches begin with each life; a
 * leak that begins with one came with a new build.
 */
function isNew({ before, lives }: Past, { rise, fromMs, toMs }: Rise): boolean {
  if (before === undefined) return false;
  const expected = (rise / (toMs - fromMs)) * (before.toMs - before.fromMs);
  return expected >= newcomers && (lives.at(-1)?.up ?? 0) <= expected / 5;
}

/** So many must be missing in the life before. */
const newcomers = 12;

/**
 * Of so many sessions some would have left, and a cache of so many would fill ever more slowly. `extra`: the shorter
 * the time, the more there have to be; none are enough within `soonestHours`. Slower arrivals are sessions as often as
 * a leak.
 */
const crowd = { steps: 60, extra: 110, soonestHours: 1.6, perHour: 75 } as const;

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
 * Independent arrivals, and how many an hour: fewer are sessions as often as a leak. `evidence`: see
 * `isApartFromTraffic`.
 */
const brisk = { steps: 55, perHour: 30, evidence: 8 } as const;

/**
 * Many came fast, at one pace although traffic rose, and none left. Where the start of the process is known, they began
 * with it: that does not do.
 */
function isBrisk({ track, traffic, startMs }: Past, all: Rise, change: TrafficChange | undefined): boolean {
  if (startMs !== undefined || change === undefined || change.level) return false;
  // The hours of the day bend any pace: what looks even for longer may follow them.
  if (all.toMs - all.fromMs > 2 * warmUpMs) return false;
  const perHour = all.rise / ((all.toMs - all.fromMs) / hourMs);
  if (all.steps < brisk.steps || perHour < brisk.perHour || all.lean < likely.lean) return false;
  if (countDepartures(all) > 0 || !isEven(track.resolutions!.week, all)) return false;
  return isApartFromTraffic(track, traffic, all, brisk.evidence);
}

/**
 * As random steps, so many must show that the pace is even; so many that some would have left again, were they not to
 * stay. Less dispersed is what a clock or a loop does, at any hour.
 */
const even = { steps: 55, dispersion: 0.25 } as const;

/**
 * What people do follows the hours of the day, and a morning without anybody leaving looks like a leak: until a whole
 * day is known, only a pace that stays even over all of the growth speaks against it.
 */
export function mayFollowClock(track: Track, series: DownsampledSeries, one: Rise, all: Rise): boolean {
  const spanMs = all.toMs - all.fromMs;
  if (spanMs >= outlasting.spanMs && weighSteps(all) >= outlasting.odds) return false;
  if (isClockwork(pickResolution(track, all.fromMs), all)) return false;
  if (isRandom(one) && spanMs < warmUpMs) return true;
  if (one.dispersion > even.dispersion && !isRandom(one) && setInLate(track, all)) return true;
  // Sessions of hours leave one by one: of so many hardly one may have.
  if (isRandom(one) && countDepartures(all) > all.rise / 200) return true;
  const grain = Math.max(one.dispersion, 0.5);
  if (one.rise / grain < even.steps) return true;
  return !isEven(series, one) || (all !== one && !isEven(track.resolutions!.week, all));
}

/** It stood still for hours: with the hour that set it off, as a queue's, it may end. */
function setInLate({ firstMs, low }: Track, { fromMs, from, rise }: Rise): boolean {
  return fromMs - firstMs >= warmUpMs && from - low <= Math.max(2, rise / 10);
}
