// Doubts a young growth that other processes of the service have too, where goroutines leave after a while.
import { outlasting } from '../trend/steady-thresholds.ts';
import type { Trend } from '../trend/model.ts';
import type { StackAt } from './places.ts';

/** Fewer departures say nothing of lifetimes. */
const leastFall = 12;

/**
 * A process that has just begun has no departures until the first of its sessions ends. Where the same stack at another
 * process has a lifetime longer than this growth, it may be such a beginning.
 */
export function doubtBySiblings(trend: Trend, at: StackAt, places: readonly StackAt[]): Trend {
  const { grade, rule, sinceStart, sinceMs, toMs, doubts } = trend;
  const spanMs = toMs - sinceMs;
  if (grade !== 'likely' || rule !== 'steady' || !sinceStart || spanMs >= outlasting.spanMs) return trend;
  const isLonger = places.some((place) => place !== at && measureLifetimeMs(place) > spanMs);
  return isLonger ? { ...trend, grade: 'watch', doubts: [...doubts, 'warming'] } : trend;
}

/** By Little's law, from the highest level: an upper bound. 0 without departures. */
function measureLifetimeMs({ process, past }: StackAt): number {
  const lives = [...past.lives, process.readLife(past)];
  const fall = lives.reduce((sum, life) => sum + life.fall, 0);
  const up = lives.reduce((sum, life) => sum + life.up, 0);
  if (fall < Math.max(leastFall, up / 10)) return 0;
  const high = lives.reduce((most, life) => Math.max(most, life.high), 0);
  const livedMs = lives.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return (high * livedMs) / fall;
}
