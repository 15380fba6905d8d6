// The verdict on one stack of one process, from its own past: the rules in the order of how soon they can tell.
import type { DownsampledSeries } from './downsampled-series.ts';
import { countGrowingLives, isUnreturnedInAll, outlineLife, summariseLife, type Life } from './lives.ts';
import type { Doubt, Trend, TrendRule } from './model.ts';
import { findOnset } from './onset.ts';
import { measureDays } from './rising-days.ts';
import { measureLows } from './rising-lows.ts';
import { measureSlope } from './slope.ts';
import {
  countDepartures,
  countUnreturned,
  isClockwork,
  isEven,
  isRandom,
  isUnreturned,
  mayLevelOff,
  measureRise,
  toleratedFall,
  weighSteps,
  type Rise,
} from './steady-rise.ts';
import { cutStretch } from './stretch.ts';
import type { Track } from './track.ts';
import {
  hasMoreTurnover,
  isApartFromTraffic,
  measureTraffic,
  pickResolution,
  type TrafficChange,
  type TrafficTracks,
} from './traffic.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What is known of one stack at one process. */
export interface Past {
  readonly track: Track;
  /** Lives before this one, in the order of time. */
  readonly lives: readonly Life[];
  /** When the process started; undefined where unknown. */
  readonly startMs: number | undefined;
  readonly traffic: TrafficTracks;
}

/** `odds`: fourteen steps up and none down is a toss of 1 in 16,000, and only the first stretch of a life is tossed. */
const likely = { samples: 60, spanMs: hourMs, rise: 12, odds: 14, lean: -0.75, climb: 3 } as const;
const watch = { samples: 30, rise: 5, steps: 5, lean: -1.25 } as const;
/** What comes at random, and began so soon after the process, may be sessions or a cache: it gets more time. */
const warmUpMs = 100 * minuteMs;
/** Of so long, and so many that came, some would have left again: whatever the pace, nobody leaves. */
const outlasting = { spanMs: 12 * hourMs, odds: 30 } as const;
/** Beyond this many standard deviations, growth slows down. */
const slowing = -1.5;

/** Undefined when nothing speaks of a leak. */
export function judgeProcess(past: Past): Trend | undefined {
  const { track } = past;
  // No rule finds less in this life, and most stacks stand nearer to their lowest: their blocks need not be read.
  if (isLow(track)) return judgeLives(past);
  const candidates = [judgeSteady(past), judgeLows(past), judgeDays(past), judgeLives(past)];
  const sure = candidates.find((one) => one?.grade === 'likely');
  return sure ?? candidates.find((one) => one !== undefined) ?? judgeRising(past);
}

/** `noise`: standard deviations of the difference of two random counts of this size. */
const rising = { samples: 3, rise: 5, noise: 4, odds: 9, steadyOdds: 2 } as const;

/** It grew in every sample, or by far more than it wanders, and it is too early to say more. */
function judgeRising(past: Past): Trend | undefined {
  const { track } = past;
  const hour = track.resolutions?.hour;
  const one = hour && measureRise(hour, findOnset(hour, hour.originMs));
  if (hour === undefined || one === undefined || one.samples < rising.samples) return undefined;
  const always = one.ups >= one.samples - 1 && one.fall === 0;
  const noise = rising.noise * Math.sqrt(2 * Math.max(1, one.from));
  if (one.rise < Math.max(rising.rise, always ? noise / 2 : noise)) return undefined;
  if (weighSteps(one) < (always ? rising.steadyOdds : rising.odds)) return undefined;
  if (
    one.to <= findPlateau(past) ||
    one.thirds[2] <= 0 ||
    one.lean < slowing ||
    one.largestFall > Math.max(2, one.rise / 4)
  )
    return undefined;
  return {
    ...describe(past, 'rising', hour, one.fromMs, one, ['young'], undefined),
    grade: 'rising',
    dueMs: findDue(track, one),
  };
}

/** When it will have grown for as many samples, and as long, as `likely` takes. */
function findDue({ firstMs, lastMs, samples }: Track, one: Rise): number {
  const intervalMs = (lastMs - firstMs) / (samples - 1);
  return Math.max(one.fromMs + likely.spanMs, lastMs + Math.max(0, likely.samples - one.samples) * intervalMs);
}

function isLow({ level, low }: Track): boolean {
  return !(level - low >= likely.climb);
}

function judgeSteady(past: Past): Trend | undefined {
  // What does not stand above its lowest by five has nothing to judge.
  const resolutions = past.track.level - past.track.low < watch.rise ? undefined : past.track.resolutions;
  if (resolutions === undefined) return undefined;
  const rows: readonly DownsampledSeries[] = [resolutions.hour, resolutions.day, resolutions.week];
  const known: (Rise | null)[] = [];
  const measureWhole = (index: number): Rise | null => {
    const series = rows[index]!;
    return (known[index] ??= measureRise(series, findOnset(series, series.originMs)) ?? null);
  };
  let best: Trend | undefined;
  let mayTell = false;
  for (const [index, series] of rows.entries()) {
    // Most stacks have fallen of late: then there is nothing steady to measure.
    mayTell = countUnreturned(series, past.track.low) > watch.samples - 1;
    const whole = mayTell ? measureWhole(index) : null;
    if (whole === null) continue;
    const trend = weighSteady(past, series, whole, () =>
      [1, 2].flatMap((other) => (other > index ? (measureWhole(other) ?? []) : [])),
    );
    if (trend?.grade === 'likely') return trend;
    best ??= trend;
  }
  if (!mayTell) return best;
  // A steady growth behind a quick beginning: the second half of the growth alone, if it is long enough to tell.
  const week = measureWhole(2);
  if (week !== null && week.lean < slowing && week.toMs - week.fromMs >= halfAfterMs(past, week)) {
    const half = measureRise(resolutions.week, (week.fromMs + week.toMs) / 2);
    // What has slowed down before may go on to.
    if (half !== undefined && half.steps >= 30 && half.lean >= -0.25 && !mayLevelOff(half)) {
      const trend = weighSteady(past, resolutions.week, half, () => []);
      if (trend?.grade === 'likely') return trend;
    }
  }
  return best;
}

/** What began quickly with the process may be a cache that fills over hours. */
function halfAfterMs({ track, startMs }: Past, week: Rise): number {
  return week.fromMs - (startMs ?? track.firstMs) < warmUpMs ? outlasting.spanMs : 3 * hourMs;
}

/** As long before, it grew much faster: what is left may be the end of a warm-up. */
function grewFaster(track: Track, { fromMs, toMs, rise }: Rise): boolean {
  const beforeMs = Math.max(track.firstMs, 2 * fromMs - toMs);
  const series = pickResolution(track, beforeMs);
  const [before] = series === undefined || beforeMs >= fromMs ? [] : cutStretch(series, beforeMs, fromMs, 1);
  return before !== undefined && before.high - before.low > 1.5 * rise;
}

/** All of the growth, of which `one` may be the end. */
function measureAll({ resolutions }: Track, series: DownsampledSeries, one: Rise): Rise {
  const { week } = resolutions!;
  return series === week ? one : (measureRise(week, findOnset(week, week.originMs)) ?? one);
}

/**
 * It began with the process and came at random. Sessions, keys and slow caches look like a leak until the first of them
 * leave, so it gets half a day.
 * A crowd, and what comes fast whatever traffic does, is told sooner. Until a whole day is known, all of it must lean
 * less than what fills within a
 * day does.
 */
function mayBeWarming(past: Past, one: Rise, all: Rise, traffic: TrafficChange | undefined): boolean {
  const { track, startMs } = past;
  const spanMs = all.toMs - all.fromMs;
  if (isClockwork(pickResolution(track, all.fromMs), all)) return false;
  const young = all.fromMs - (startMs ?? track.firstMs) < warmUpMs;
  if (young && one.dispersion > even.dispersion && spanMs < outlasting.spanMs) {
    if (spanMs < warmUpMs || !(isCrowd(track, all) || isBrisk(past, all, traffic))) return true;
  }
  if (!isRandom(one)) return false;
  return (young || all.toMs - track.firstMs < 3 * dayMs) && spanMs < dayMs && mayLevelOff(all);
}

/** Of so many sessions some would have left, and a cache of so many would fill ever more slowly. */
function isCrowd(track: Track, all: Rise): boolean {
  return (
    all.steps >= even.crowd && countDepartures(all) === 0 && !mayLevelOff(all) && isEven(track.resolutions!.week, all)
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
 * stay. Less dispersed is what a
 * clock or a loop does, at any hour.
 */
const even = { steps: 55, crowd: 700, dispersion: 0.25 } as const;

/**
 * What people do follows the hours of the day, and a morning without anybody leaving looks like a leak: until a whole
 * day is known, only a pace that stays even
 * over all of the growth speaks against it.
 */
function mayFollowClock(track: Track, series: DownsampledSeries, one: Rise, all: Rise): boolean {
  const spanMs = all.toMs - all.fromMs;
  if (spanMs >= outlasting.spanMs && weighSteps(all) >= outlasting.odds) return false;
  if (isClockwork(pickResolution(track, all.fromMs), all)) return false;
  if (isRandom(one) && spanMs < warmUpMs) return true;
  if (one.dispersion > even.dispersion && setInLate(track, all)) return true;
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

function weighSteady(
  past: Past,
  series: DownsampledSeries,
  one: Rise,
  longer: () => readonly Rise[],
): Trend | undefined {
  const { track } = past;
  if (!isUnreturned(one)) return undefined;
  if (one.samples < watch.samples || one.rise < watch.rise || one.steps < watch.steps || one.lean < watch.lean)
    return undefined;
  const toMs = Math.min(one.toMs, track.lastMs);
  const spanMs = toMs - one.fromMs;
  const doubts: Doubt[] = [];
  if (one.samples < likely.samples || spanMs < likely.spanMs) doubts.push('young');
  if (one.rise < likely.rise || weighSteps(one) < likely.odds) doubts.push('few');
  const slows = longer().some(
    (other) => other.fromMs < one.fromMs && other.rise > 1.25 * one.rise && other.lean < likely.lean,
  );
  if (one.lean < likely.lean || slows || grewFaster(track, one)) doubts.push('slowing');
  const all = measureAll(track, series, one);
  const traffic = measureTraffic(past.traffic, one.fromMs, toMs);
  if (mayBeWarming(past, one, all, traffic)) doubts.push('warming');
  const calm = traffic?.by === 'requests' && traffic.level;
  if (!calm && track.lastMs - track.firstMs < dayMs && mayFollowClock(track, series, one, all)) doubts.push('clock');
  if (traffic !== undefined && !traffic.level && one.rise <= excuse(traffic, one.from)) doubts.push('traffic');
  const falls = track.fall - one.fall + countDepartures(one) + past.lives.reduce((sum, life) => sum + life.fall, 0);
  if (falls > Math.max(toleratedFall(one.rise), one.rise / 50)) doubts.push('returns');
  if (one.to <= findPlateau(past)) doubts.push('plateau');
  if (doubts.length > 0 && (doubts.includes('plateau') || doubts.includes('slowing'))) return undefined;
  const trend = describe(past, 'steady', series, one.fromMs, one, doubts, traffic);
  return doubts.includes('young') ? { ...trend, dueMs: findDue(track, one) } : trend;
}

/** What earlier lives of the process reached and stopped at, and a fifth more. */
function findPlateau({ lives }: Past): number {
  return 1.2 * lives.reduce((most, life) => (life.thirds[2] <= 0 ? Math.max(most, life.high) : most), 0);
}

/** What traffic can have caused: growth in proportion, and half as much again. */
function excuse({ ratio }: TrafficChange, from: number): number {
  // From the means of the outer thirds to the ends of a straight line through them.
  const more = (ratio - 1) / 4;
  const whole = (ratio + more) / Math.max(1 - more, 0.1);
  return 1.5 * (Math.min(whole, maxRatio) - 1) * from;
}

/** A quiet hour makes any ratio large. */
const maxRatio = 20;

/**
 * Windows in which valleys are compared. Those shorter than a day tell nothing without the rate of requests: a morning
 * lasts for hours.
 */
const lowsWindowsMs = [3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 3 * dayMs, 6 * dayMs] as const;

function judgeLows(past: Past): Trend | undefined {
  const { track } = past;
  const { resolutions } = track;
  if (resolutions === undefined || track.samples < likely.samples) return undefined;
  let best: Trend | undefined;
  for (const windowMs of lowsWindowsMs) {
    const lows = measureLows(track, track.lastMs, windowMs);
    if (lows === undefined) continue;
    const traffic = measureTraffic(past.traffic, lows.fromMs, lows.toMs);
    const calm = traffic?.by === 'requests' && traffic.level;
    // What never falls is judged by its departures.
    if (windowMs < dayMs && (!calm || track.fall <= toleratedFall(track.rise))) continue;
    const doubts: Doubt[] = [];
    // Within a day there are many windows, and a walk fits one of them.
    if (lows.strength < (windowMs < dayMs ? 1.5 : 1) * lows.needed) doubts.push('wander');
    // Of what began with the process nobody may have left yet.
    if (windowMs < dayMs && lows.fromMs - (past.startMs ?? track.firstMs) < outlasting.spanMs) doubts.push('warming');
    const days = windowMs / dayMs;
    // Days against days; within one, its last hours against its first, which lie at the same time of day.
    const cuts = days < 1 ? 3 : days === 1 ? 12 : days;
    if (isTraffic(past, lows.fromMs, lows.toMs, cuts)) doubts.push('traffic');
    const series = pickResolution(track, lows.fromMs) ?? resolutions.week;
    const trend = describe(past, 'lows', series, lows.fromMs, lows, doubts, traffic);
    if (trend.grade === 'likely') return trend;
    best ??= trend;
  }
  return best;
}

/** Whether more traffic explains half of a growth, or cannot be ruled out. */
function isTraffic({ track, traffic }: Past, fromMs: number, toMs: number, parts?: number): boolean {
  const series = pickResolution(track, fromMs);
  const change = measureTraffic(traffic, fromMs, toMs);
  if (series === undefined || change?.by !== 'requests') return hasMoreTurnover(track, fromMs, toMs, parts) !== false;
  const [first, , third] = cutStretch(series, fromMs, toMs, 3);
  return (change.ratio - 1) * first!.mean >= (third!.mean - first!.mean) / 2;
}

function judgeDays(past: Past): Trend | undefined {
  const { track } = past;
  const days = track.resolutions === undefined ? undefined : measureDays(track, track.lastMs);
  if (days === undefined) return undefined;
  const doubts: Doubt[] = isTraffic(past, days.fromMs, days.toMs) ? ['traffic'] : [];
  const traffic = measureTraffic(past.traffic, days.fromMs, days.toMs);
  return describe(past, 'days', track.resolutions!.week, days.fromMs, days, doubts, traffic);
}

function judgeLives(past: Past): Trend | undefined {
  if (past.lives.length < 2) return undefined;
  const newest = isLow(past.track) ? outlineLife(past.track) : summariseLife(past.track, past.traffic);
  const lives = [...past.lives, newest];
  const growing = countGrowingLives(lives);
  if (growing.length < 3) return undefined;
  const first = growing[0]!;
  const last = growing.at(-1)!;
  const spanMs = last.toMs - first.fromMs;
  const livedMs = growing.reduce((sum, life) => sum + life.toMs - life.fromMs, 0);
  const rise = growing.reduce((sum, life) => sum + life.rise, 0);
  const doubts: Doubt[] = [];
  if (spanMs < (isUnreturnedInAll(growing) ? 3 * hourMs : dayMs)) doubts.push('young');
  // A morning's pool grows to the end of each life that began in the morning.
  const told = growing.filter(({ calm, fromMs, toMs }) => calm || toMs - fromMs >= dayMs);
  if (told.length < (spanMs < dayMs ? 3 : growing.length / 2)) doubts.push('traffic');
  // Three lives of a day may each grow with their days by chance.
  if (rise < likely.rise || (spanMs >= dayMs && growing.length < 4)) doubts.push('few');
  // A pool that never shrinks follows the busiest hour, by a part of its size.
  if (rise < growing.reduce((sum, life) => sum + life.high - life.rise, 0)) doubts.push('traffic');
  const perMinute = (rise / (livedMs * 0.9)) * minuteMs;
  const rates = growing.map((life) => (life.rise / ((life.toMs - life.fromMs) * 0.9)) * minuteMs);
  if (!isUnreturnedInAll(growing) && !areAlike(rates)) doubts.push('wander');
  return {
    grade: doubts.length === 0 ? 'likely' : 'watch',
    rule: 'lives',
    sinceMs: first.fromMs,
    sinceStart: true,
    toMs: past.track.lastMs,
    dueMs: null,
    stoppedMs: null,
    from: past.track.first,
    to: past.track.last,
    perMinute,
    lowerPerMinute: Math.min(...rates),
    upperPerMinute: Math.max(...rates),
    samples: growing.reduce((sum, life) => sum + life.samples, 0),
    ups: null,
    lives: growing.length,
    traffic: undefined,
    doubts,
  };
}

/** Traffic lifts one life by much and the next by little; a leak grows at one pace. */
function areAlike(rates: readonly number[]): boolean {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (rates.length - 1) / rates.length);
  return mean >= 4 * (1 + 2 / (rates.length - 1)) * spread;
}

function describe(
  { track }: Past,
  rule: TrendRule,
  series: DownsampledSeries,
  fromMs: number,
  window: { readonly from: number; readonly to: number; readonly samples?: number; readonly ups?: number },
  doubts: readonly Doubt[],
  traffic: Trend['traffic'],
): Trend {
  const slope = measureSlope(series, fromMs);
  const sinceMs = findSince(track, fromMs);
  return {
    grade: doubts.length === 0 ? 'likely' : 'watch',
    rule,
    sinceMs,
    sinceStart: sinceMs <= track.firstMs + 2 * series.widthMs,
    toMs: track.lastMs,
    dueMs: null,
    stoppedMs: null,
    from: window.from,
    to: window.to,
    perMinute: Math.max(0, slope?.perMinute ?? 0),
    lowerPerMinute: Math.max(0, slope?.lowerPerMinute ?? 0),
    upperPerMinute: Math.max(0, slope?.upperPerMinute ?? 0),
    samples: window.samples ?? track.samples,
    ups: window.ups ?? null,
    lives: 1,
    traffic,
    doubts,
  };
}

/**
 * The bend in the longest series that is fine enough to show it: growth may have begun before the window that told of
 * it.
 */
function findSince(track: Track, fromMs: number): number {
  const { hour, day, week } = track.resolutions!;
  const coarse = findOnset(week, week.originMs);
  const series = coarse >= hour.originMs + hour.widthMs ? hour : coarse >= day.originMs + day.widthMs ? day : week;
  return Math.min(Math.max(findOnset(series, series.originMs), track.firstMs), Math.max(fromMs, track.firstMs));
}
