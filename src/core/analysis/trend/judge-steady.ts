// Judges steady growth: it only rises, and no goroutine leaves.
import type { DownsampledSeries } from './downsampled-series.ts';
import type { Doubt } from './model.ts';
import { findOnset } from './onset.ts';
import { describeTrend, type Finding, type Past } from './past.ts';
import { findDue, findPlateau, likely, maxLean, outlasting, slowing, warmUpMs } from './steady-thresholds.ts';
import {
  countDepartures,
  countUnreturned,
  isUnreturned,
  mayLevelOff,
  measureRise,
  toleratedFall,
  weighSteps,
  type Rise,
} from './steady-rise.ts';
import { measurePerRequest } from './per-request.ts';
import { keepsToHours } from './rising-days.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';
import { measureTraffic, type TrafficChange } from './traffic.ts';
import { beganWithProcess, mayBeWarming, mayFollowClock } from './warm-up.ts';
import { dayMs, hourMs, minuteMs } from '../../agreed-times.ts';

const watch = { samples: 30, rise: 5, steps: 5, lean: -1.25 } as const;

export function judgeSteady(past: Past): Finding | undefined {
  // A count less than five above its minimum is not judged.
  const resolutions = past.track.level - past.track.low < watch.rise ? undefined : past.track.resolutions;
  if (resolutions === undefined) return undefined;
  const rows: readonly DownsampledSeries[] = [resolutions.hour, resolutions.day, resolutions.week];
  const known: (Rise | null)[] = [];
  const measureWhole = (index: number): Rise | null => {
    const series = rows[index]!;
    return (known[index] ??= measure(past, series, findOnset(series, series.originMs)));
  };
  let best: Finding | undefined;
  let mayTell = false;
  for (const [index, series] of rows.entries()) {
    // Most stacks have fallen recently, so there is no steady growth to measure.
    mayTell = countUnreturned(series, past.track.low) >= sparse.samples;
    const whole = mayTell ? measureWhole(index) : null;
    if (whole === null) continue;
    const found = weighSteady(past, series, whole, () =>
      [1, 2].flatMap((other) => (other > index ? (measureWhole(other) ?? []) : [])),
    );
    if (found?.isSure) return found;
    best ??= found;
  }
  if (!mayTell) return best;
  // After a fast beginning, only the second half is measured, if it is long enough.
  const week = measureWhole(2);
  if (week !== null && week.lean < slowing && week.toMs - week.fromMs >= halfAfterMs(past, week)) {
    const half = measure(past, resolutions.week, (week.fromMs + week.toMs) / 2);
    // Growth that has slowed down may slow down further.
    if (half !== null && half.steps >= slowed.steps && half.lean >= slowed.lean && !mayLevelOff(half)) {
      const found = weighSteady(past, resolutions.week, half, () => []);
      if (found?.isSure) return found;
    }
  }
  return best;
}

/**
 * Keys with a long-tailed popularity come ever more seldom. Of this many, hardly one in fifty has such a Laplace
 * statistic in the second half of the time.
 */
const slowed = { steps: 120, lean: 0 } as const;

/** Null if nothing rose. */
function measure({ track, traffic }: Past, series: DownsampledSeries, fromMs: number): Rise | null {
  const one = measureRise(series, fromMs);
  return one === undefined ? null : measurePerRequest(track, traffic, one);
}

/** Fast growth from the start may be a cache that fills over hours. */
function halfAfterMs({ track, startMs }: Past, week: Rise): number {
  return week.fromMs - (startMs ?? track.firstMs) < warmUpMs ? outlasting.spanMs : 3 * hourMs;
}

/** If the time before grew much faster, the rest may be the end of a warm-up. */
function grewFaster(track: Track, { fromMs, toMs, rise }: Rise): boolean {
  const beforeMs = Math.max(track.firstMs, 2 * fromMs - toMs);
  const series = pickResolution(track, beforeMs);
  const [before] = series === undefined || beforeMs >= fromMs ? [] : cutStretch(series, beforeMs, fromMs, 1);
  return before !== undefined && before.high - before.low > 1.5 * rise;
}

/** The whole growth, of which `one` may be the end. */
function measureAll(past: Past, series: DownsampledSeries, one: Rise): Rise {
  const { week } = past.track.resolutions!;
  return series === week ? one : (measure(past, week, findOnset(week, week.originMs)) ?? one);
}

/** Few samples are enough if they are far apart and many goroutines came between them. */
const sparse = { samples: 18, spanMs: 80 * minuteMs, steps: 36 } as const;

function isSparse({ samples, fromMs, toMs, steps }: Rise): boolean {
  return samples >= sparse.samples && toMs - fromMs >= sparse.spanMs && steps >= sparse.steps;
}

/** Goroutines came one by one, within a day. For crowds and longer times the Laplace statistic says more. */
function isSingly({ fromMs, toMs, dispersion }: Rise): boolean {
  return dispersion < 1.5 && toMs - fromMs < dayMs;
}

/** It slows down more than a constant rate does by chance, and at least as much as a cache that fills. */
function isSlowing(past: Past, one: Rise): boolean {
  return (
    one.lean < likely.lean && (one.lean < maxLean || !isSingly(one) || beganWithProcess(past, one) || mayLevelOff(one))
  );
}

function weighSteady(
  past: Past,
  series: DownsampledSeries,
  one: Rise,
  longer: () => readonly Rise[],
): Finding | undefined {
  const { track } = past;
  if (!isUnreturned(one)) return undefined;
  if (
    (one.samples < watch.samples && !isSparse(one)) ||
    one.rise < watch.rise ||
    one.steps < watch.steps ||
    one.lean < watch.lean
  )
    return undefined;
  const toMs = Math.min(one.toMs, track.lastMs);
  const spanMs = toMs - one.fromMs;
  const doubts: Doubt[] = [];
  if ((one.samples < likely.samples && !isSparse(one)) || spanMs < likely.spanMs) doubts.push('young');
  if (one.rise < likely.rise || weighSteps(one) < likely.odds) doubts.push('few');
  const slows = longer().some(
    (other) => other.fromMs < one.fromMs && other.rise > 1.25 * one.rise && isSlowing(past, other),
  );
  if (isSlowing(past, one) || slows || grewFaster(track, one)) doubts.push('slowing');
  const all = measureAll(past, series, one);
  const traffic = measureTraffic(past.traffic, one.fromMs, toMs);
  if (mayBeWarming(past, one, all, traffic)) doubts.push('warming');
  const calm = traffic?.by === 'requests' && traffic.level;
  if (!calm && track.lastMs - track.firstMs < dayMs && mayFollowClock(track, series, one, all)) doubts.push('clock');
  if (keepsToHours(series, one.fromMs, toMs)) doubts.push('clock');
  if (traffic !== undefined && !traffic.level && one.rise <= excuse(traffic, one.from)) doubts.push('traffic');
  const falls = countEarlier(track, one) + countDepartures(one) + past.lives.reduce((sum, life) => sum + life.fall, 0);
  if (falls > Math.max(toleratedFall(one.rise), one.rise / 50)) doubts.push('returns');
  if (one.to <= findPlateau(past)) doubts.push('plateau');
  if (doubts.length > 0 && (doubts.includes('plateau') || doubts.includes('slowing'))) return undefined;
  const describe = () => {
    const trend = describeTrend(past, 'steady', series, one.fromMs, one, doubts, traffic);
    return doubts.includes('young') ? { ...trend, dueMs: findDue(track, one) } : trend;
  };
  return { isSure: doubts.length === 0, describe };
}

/** Departures before this growth, in this life. One or two mass departures that it has outgrown do not count. */
function countEarlier({ resolutions, fall }: Track, one: Rise): number {
  const { week } = resolutions!;
  const life = fall > one.fall ? measureRise(week, week.originMs) : undefined;
  return life === undefined ? fall - one.fall : Math.max(0, countDepartures(life) - countDepartures(one));
}

/** The growth that traffic can explain: proportional growth and half as much again. */
function excuse({ ratio }: TrafficChange, from: number): number {
  // Converts the means of the outer thirds to the ends of a straight line.
  const more = (ratio - 1) / 4;
  const whole = (ratio + more) / Math.max(1 - more, 0.1);
  return 1.5 * (Math.min(whole, maxRatio) - 1) * from;
}

/** After a quiet hour any ratio is large. */
const maxRatio = 20;
