// Growth beneath a daily cycle: compares each hour with the same hour of earlier days. Busier days raise the peaks
// most; a leak raises valleys and peaks alike.
import type { DownsampledSeries } from './downsampled-series.ts';
import { takeMedian } from './statistics.ts';
import { cutStretch, isCovered, type Part } from './stretch.ts';
import type { Track } from './track.ts';
import { dayMs } from '../../agreed-times.ts';

const phases = 6;
/** Three rises in a row are the minimum that is not chance. */
const fewestDays = 4;
const maxDays = 7;

interface DaysRise {
  readonly fromMs: number;
  readonly toMs: number;
  readonly days: number;
  /** Lows of the quietest part of the first and of the last day. */
  readonly from: number;
  readonly to: number;
  /** Rise of a typical hour over all days. */
  readonly rise: number;
}

/** The longest run of whole days that ends now and rises daily; undefined if there are fewer than four. */
export function measureDays(track: Track, nowMs: number): DaysRise | undefined {
  const series = track.resolutions?.week;
  if (series === undefined) return undefined;
  const known = Math.min(maxDays, Math.floor((nowMs - Math.max(track.firstMs, series.originMs) + dayMs / 50) / dayMs));
  if (known < fewestDays) return undefined;
  const today = cutStretch(series, nowMs - dayMs, nowMs, phases);
  for (let days = known; days >= fewestDays; days--) {
    // Every hour must be above that of the first day. Checked first, because most stacks fail it.
    const first = cutStretch(series, nowMs - days * dayMs, nowMs - (days - 1) * dayMs, phases);
    if (first.some(({ low }, phase) => !(today[phase]!.low > low))) continue;
    const found = judgeDays(cutStretch(series, nowMs - days * dayMs, nowMs, days * phases), days, nowMs);
    if (found !== undefined) return found;
  }
  return undefined;
}

function judgeDays(cut: readonly Part[], days: number, nowMs: number): DaysRise | undefined {
  if (!isCovered(cut)) return undefined;
  const at = (day: number, phase: number) => cut[day * phases + phase]!;
  if (!risesAround(cut)) return undefined;
  const steps: number[] = [];
  const strays: number[] = [];
  for (let day = 1; day < days; day++) {
    const rises = listPhases((phase) => at(day, phase).low - at(day - 1, phase).low);
    const typical = takeMedian(rises);
    if (typical <= 0) return undefined;
    steps.push(typical);
    strays.push(...rises);
  }
  const rise = steps.reduce((sum, step) => sum + step, 0);
  const most = Math.max(...steps);
  if (most > 0.6 * rise || steps.at(-1)! < steps[0]! / 2) return undefined;
  const total = listPhases((phase) => at(days - 1, phase).low - at(0, phase).low);
  const levels = listPhases((phase) => at(0, phase).mean);
  const valley = levels.indexOf(Math.min(...levels));
  const peak = levels.indexOf(Math.max(...levels));
  if (total.some((one) => one <= 0)) return undefined;
  // More traffic multiplies, so peaks gain more than valleys. A leak adds the same to both.
  if (levels[peak]! > 1.3 * levels[valley]! && total[valley]! < 0.6 * total[peak]!) return undefined;
  const apart = listPhases((phase) => (at(days - 1, phase).low > at(0, phase).high ? 1 : 0));
  if (apart[valley] === 0 || apart.reduce((sum, one) => sum + one, 0) < phases / 2) return undefined;
  if (
    rise <
    7 *
      (1 + 3 / steps.length) *
      Math.max(measureSpread(steps, strays, rise), measureWalk(cut, days, rise)) *
      Math.sqrt(steps.length)
  )
    return undefined;
  return {
    fromMs: nowMs - days * dayMs,
    toMs: nowMs,
    days,
    from: at(0, valley).low,
    to: at(days - 1, valley).low,
    rise,
  };
}

/** The same for growth of two days or more, comparing whole days. */
export function keepsToHours(series: DownsampledSeries, fromMs: number, toMs: number): boolean {
  const days = Math.floor((toMs - fromMs) / dayMs);
  return days >= 2 && !risesAround(cutStretch(series, toMs - days * dayMs, toMs, days * phases));
}

/** A count that never falls but rises only in some hours is a pool that the day extends. A leak grows at night too. */
function risesAround(cut: readonly Part[]): boolean {
  const rises = listPhases((phase) =>
    cut.reduce((sum, part, index) => (index % phases === phase ? sum + part.rise : sum), 0),
  );
  const rise = rises.reduce((sum, one) => sum + one, 0);
  const fall = cut.reduce((sum, part) => sum + part.fall, 0);
  return fall > rise / 50 || Math.min(...rises) >= (0.15 * rise) / phases;
}

/**
 * Standard error of a day's step. The hours of a day are six independent values if each has its own noise, and one if
 * they move together; the correlation of neighbours tells which.
 */
function measureSpread(steps: readonly number[], strays: readonly number[], rise: number): number {
  const drift = rise / steps.length;
  const between = steps.reduce((sum, step) => sum + (step - drift) ** 2, 0) / Math.max(1, steps.length - 1);
  let squares = 0;
  let alike = 0;
  for (const [index, one] of strays.entries()) {
    squares += (one - drift) ** 2;
    if (index > 0) alike += (one - drift) * (strays[index - 1]! - drift);
  }
  const likeness = squares > 0 ? Math.max(0, alike / squares) : 0;
  const within = ((squares / strays.length) * (1 + (phases - 1) * likeness)) / phases;
  return Math.sqrt(Math.max(between, within) + 0.25);
}

/**
 * Standard deviation of a day's step if the lows were a random walk. In a walk, steps are independent; noise reverts,
 * so a rise is followed by a fall.
 */
function measureWalk(cut: readonly Part[], days: number, rise: number): number {
  const drift = rise / (days - 1) / phases;
  const grown = cut.map(({ low }, index) => low - drift * index);
  const usual = listPhases(
    (phase) => grown.reduce((sum, low, index) => (index % phases === phase ? sum + low : sum), 0) / days,
  );
  const left = grown.map((low, index) => low - usual[index % phases]!);
  let squares = 0;
  let alike = 0;
  for (let index = 1; index < left.length; index++) {
    const step = left[index]! - left[index - 1]!;
    squares += step * step;
    if (index > 1) alike += step * (left[index - 1]! - left[index - 2]!);
  }
  if (squares === 0) return 0;
  const walks = Math.min(1, Math.max(0, alike / squares + 0.35) / 0.35);
  return walks * Math.sqrt((phases * squares) / (left.length - 1));
}

function listPhases(read: (phase: number) => number): number[] {
  return Array.from({ length: phases }, (_, phase) => read(phase));
}
