// Judges growth in several consecutive lives of a process, each of which may be too short.
import { countGrowingLives, isUnreturnedInAll, outlineLife, summariseLife } from './lives.ts';
import type { Doubt, Trend } from './model.ts';
import type { Finding, Past } from './past.ts';
import { isLow, likely } from './steady-thresholds.ts';
import { dayMs, hourMs, minuteMs } from '../../agreed-times.ts';

export function judgeLives(past: Past): Finding | undefined {
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
  // Traffic of a morning makes a pool grow to the end of each life that began in the morning.
  const told = growing.filter(({ calm, fromMs, toMs }) => calm || toMs - fromMs >= dayMs);
  if (told.length < (spanMs < dayMs ? 3 : growing.length / 2)) doubts.push('traffic');
  // Three lives within a day may grow with the time of day by chance.
  if (rise < likely.rise || (spanMs >= dayMs && growing.length < 4)) doubts.push('few');
  // A pool that never shrinks follows the busiest hour, in proportion to its size.
  if (rise < growing.reduce((sum, life) => sum + life.high - life.rise, 0)) doubts.push('traffic');
  const perMinute = (rise / (livedMs * 0.9)) * minuteMs;
  const rates = growing.map((life) => (life.rise / ((life.toMs - life.fromMs) * 0.9)) * minuteMs);
  if (!isUnreturnedInAll(growing) && !areAlike(rates)) doubts.push('wander');
  const isSure = doubts.length === 0;
  const describe = (): Trend => ({
    grade: isSure ? 'likely' : 'watch',
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
  });
  return { isSure, describe };
}

/** Traffic raises some lives much and others little; a leak grows at one pace. */
function areAlike(rates: readonly number[]): boolean {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (rates.length - 1) / rates.length);
  return mean >= 4 * (1 + 2 / (rates.length - 1)) * spread;
}
