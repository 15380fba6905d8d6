// Judges growth beneath traffic by the valleys of a window, and by the same hours of several days.
import { describeTrend, type Finding, type Past } from './past.ts';
import type { Doubt } from './model.ts';
import { measureDays } from './rising-days.ts';
import { measureLows } from './rising-lows.ts';
import { outlasting, likely } from './steady-thresholds.ts';
import { toleratedFall } from './steady-rise.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import { hasMoreTurnover, measureTraffic } from './traffic.ts';
import { dayMs, hourMs } from '../../agreed-times.ts';

/**
 * Windows in which valleys are compared. Windows shorter than a day need the request rate, since a morning lasts for
 * hours.
 */
const lowsWindowsMs = [3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 3 * dayMs, 6 * dayMs] as const;

export function judgeLows(past: Past): Finding | undefined {
  const { track } = past;
  const { resolutions } = track;
  if (resolutions === undefined || track.samples < likely.samples) return undefined;
  // A count that never falls, such as a pool that never shrinks, is judged by its departures.
  if (track.fall <= toleratedFall(track.rise)) return undefined;
  let best: Finding | undefined;
  for (const windowMs of lowsWindowsMs) {
    const lows = measureLows(track, track.lastMs, windowMs);
    if (lows === undefined) continue;
    const traffic = measureTraffic(past.traffic, lows.fromMs, lows.toMs);
    const calm = traffic?.by === 'requests' && traffic.level;
    if (windowMs < dayMs && !calm) continue;
    const doubts: Doubt[] = [];
    // A day has many windows, so a random walk fits one of them by chance.
    if (lows.strength < (windowMs < dayMs ? 1.5 : 1) * lows.needed) doubts.push('wander');
    // Goroutines that began with the process may not have left yet.
    if (windowMs < dayMs && lows.fromMs - (past.startMs ?? track.firstMs) < outlasting.spanMs) doubts.push('warming');
    const days = windowMs / dayMs;
    // Compares days with days. Within one day, compares its last hours with its first, at the same time of day.
    const cuts = days < 1 ? 3 : days === 1 ? 12 : days;
    if (isTraffic(past, lows.fromMs, lows.toMs, cuts)) doubts.push('traffic');
    const series = pickResolution(track, lows.fromMs) ?? resolutions.week;
    const describe = () => describeTrend(past, 'lows', series, lows.fromMs, lows, doubts, traffic);
    if (doubts.length === 0) return { isSure: true, describe };
    best ??= { isSure: false, describe };
  }
  return best;
}

export function judgeDays(past: Past): Finding | undefined {
  const { track } = past;
  const days = track.resolutions === undefined ? undefined : measureDays(track, track.lastMs);
  if (days === undefined) return undefined;
  const doubts: Doubt[] = isTraffic(past, days.fromMs, days.toMs) ? ['traffic'] : [];
  const describe = () => {
    const traffic = measureTraffic(past.traffic, days.fromMs, days.toMs);
    return describeTrend(past, 'days', track.resolutions!.week, days.fromMs, days, doubts, traffic);
  };
  return { isSure: doubts.length === 0, describe };
}

/** Whether traffic explains half of the growth, or cannot be ruled out. */
function isTraffic({ track, traffic }: Past, fromMs: number, toMs: number, parts?: number): boolean {
  const series = pickResolution(track, fromMs);
  const change = measureTraffic(traffic, fromMs, toMs);
  if (series === undefined || change?.by !== 'requests') return hasMoreTurnover(track, fromMs, toMs, parts) !== false;
  const [first, , third] = cutStretch(series, fromMs, toMs, 3);
  return (change.ratio - 1) * first!.mean >= (third!.mean - first!.mean) / 2;
}
