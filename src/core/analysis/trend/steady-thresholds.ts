// Thresholds and measures that several rules share.
import type { Past } from './past.ts';
import type { Rise } from './steady-rise.ts';
import type { Track } from './track.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `odds`: fourteen steps up and none down is a toss of 1 in 16,000, and only the first stretch of a life is tossed. */
export const likely = { samples: 60, spanMs: hourMs, rise: 12, odds: 14, lean: -0.75, climb: 3 } as const;
/** However many arrivals there are: so far back hardly one steady pace in forty leans. */
export const maxLean = -2;

/** Of so long, and so many that came, some would have left again: whatever the pace, nobody leaves. */
export const outlasting = { spanMs: 12 * hourMs, odds: 30 } as const;

/** Beyond this many standard deviations, growth slows down. */
export const slowing = -1.5;

/** What comes at random, and began so soon after the process, may be sessions or a cache: it gets more time. */
export const warmUpMs = 100 * minuteMs;

/** When it will have grown for as many samples, and as long, as `likely` takes. */
export function findDue({ firstMs, lastMs, samples }: Track, one: Rise): number {
  const intervalMs = (lastMs - firstMs) / (samples - 1);
  return Math.max(one.fromMs + likely.spanMs, lastMs + Math.max(0, likely.samples - one.samples) * intervalMs);
}

/** What earlier lives of the process reached and stopped at, and a fifth more. */
export function findPlateau({ lives }: Past): number {
  return 1.2 * lives.reduce((most, life) => (life.thirds[2] <= 0 ? Math.max(most, life.high) : most), 0);
}

export function isLow({ level, low }: Track): boolean {
  return !(level - low >= likely.climb);
}
