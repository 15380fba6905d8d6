// Thresholds and measures shared by several rules.
import type { Past } from './past.ts';
import type { Rise } from './steady-rise.ts';
import type { Track } from './track.ts';
import { hourMs, minuteMs } from '../../agreed-times.ts';

/** `odds`: fourteen rises and no fall have a chance of 1 in 16,000, and only the first stretch of a life is tested. */
export const likely = { samples: 60, spanMs: hourMs, rise: 12, odds: 14, lean: -0.75, climb: 3 } as const;
/** For any number of arrivals, hardly one constant pace in forty has such a Laplace statistic. */
export const maxLean = -2;

/** After this time and this many arrivals, some would have left. So none ever leaves, whatever the pace is. */
export const outlasting = { spanMs: 12 * hourMs, odds: 30 } as const;

/** Growth with a Laplace statistic beyond this slows down. */
export const slowing = -1.5;

/** Random arrivals that began this soon after the process may be sessions or a cache, so they need more time. */
export const warmUpMs = 100 * minuteMs;

/** When it will have as many samples and as long a time as `likely` needs. */
export function findDue({ firstMs, lastMs, samples }: Track, one: Rise): number {
  const intervalMs = (lastMs - firstMs) / (samples - 1);
  return Math.max(one.fromMs + likely.spanMs, lastMs + Math.max(0, likely.samples - one.samples) * intervalMs);
}

/** The level at which earlier lives of the process stopped, and a fifth more. */
export function findPlateau({ lives }: Past): number {
  return 1.2 * lives.reduce((most, life) => (life.thirds[2] <= 0 ? Math.max(most, life.high) : most), 0);
}

export function isLow({ level, low }: Track): boolean {
  return !(level - low >= likely.climb);
}
