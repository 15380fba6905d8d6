// Estimates when growth began: the change point at which a constant followed by a line fits the lows best (two-phase
// regression, Hinkley 1969).
import { fields, lowAt, samplesAt, type DownsampledSeries } from './downsampled-series.ts';

/** A change point is accepted if it leaves less than this share of the residual of a straight line. */
const maxShareLeft = 0.7;

/** Prefix sums that give the squared error of a line in constant time. */
interface Sums {
  n: number;
  t: number;
  x: number;
  tt: number;
  tx: number;
  xx: number;
}

function leaveOfLine({ n, t, x, tt, tx, xx }: Sums): number {
  if (n < 2) return 0;
  const stt = tt - (t * t) / n;
  const stx = tx - (t * x) / n;
  const sxx = xx - (x * x) / n;
  return Math.max(0, stt > 0 ? sxx - (stx * stx) / stt : sxx);
}

function leaveOfLevel({ n, x, xx }: Sums): number {
  return n === 0 ? 0 : Math.max(0, xx - (x * x) / n);
}

/**
 * Time when the growth of a series began, not before `fromMs`: between the last low of the constant part and the first
 * of the rising one. The start of the range if it grew all along. `untilMs`: what comes later is not looked at.
 */
export function findOnset(series: DownsampledSeries, fromMs: number, untilMs = Infinity): number {
  const first = Math.max(0, Math.ceil((fromMs - series.originMs) / series.widthMs - 0.5));
  const times: number[] = [];
  const lows: number[] = [];
  const end = Math.min(series.length, Math.ceil((untilMs - series.originMs) / series.widthMs));
  for (let index = first; index < end; index++) {
    if (series.data[index * fields + samplesAt]! === 0) continue;
    times.push(index - first);
    lows.push(series.data[index * fields + lowAt]!);
  }
  const total: Sums = { n: 0, t: 0, x: 0, tt: 0, tx: 0, xx: 0 };
  const base = lows[0] ?? 0;
  const add = (sums: Sums, index: number, sign: 1 | -1) => {
    const t = times[index]!;
    const x = lows[index]! - base;
    sums.n += sign;
    sums.t += sign * t;
    sums.x += sign * x;
    sums.tt += sign * t * t;
    sums.tx += sign * t * x;
    sums.xx += sign * x * x;
  };
  for (let index = 0; index < lows.length; index++) add(total, index, 1);
  const straight = leaveOfLine(total);
  const before: Sums = { n: 0, t: 0, x: 0, tt: 0, tx: 0, xx: 0 };
  const after = { ...total };
  let best = straight * maxShareLeft;
  let bend = 0;
  for (let index = 0; index < lows.length - 2; index++) {
    add(before, index, 1);
    add(after, index, -1);
    const leave = leaveOfLevel(before) + leaveOfLine(after);
    if (leave < best && index > 0) {
      best = leave;
      bend = index;
    }
  }
  const start = Math.max(fromMs, series.originMs);
  return bend === 0 ? start : Math.max(start, series.originMs + (first + times[bend]! + 0.5) * series.widthMs);
}
