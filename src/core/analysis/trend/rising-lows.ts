// Growth beneath traffic: the valleys rise although peaks come and go. Random walks, mornings and waves of traffic
// raise valleys too, so the rise is compared with the stack's own variation over its whole known past.
import { cutStretch, isCovered, type Part, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';

const parts = 6;
/** No part may contain more of the rise than this, because a jump or a morning is not a leak. */
const maxShare = 0.6;

interface LowsRise {
  readonly fromMs: number;
  readonly toMs: number;
  readonly from: number;
  readonly to: number;
  readonly rise: number;
  /** The rise divided by the expected random variation over the same time. */
  readonly strength: number;
  /** The required `strength`; the less past is known, the higher. */
  readonly needed: number;
}

/**
 * The valleys of the six parts of a window that ends now. Undefined unless each is above the previous one, without an
 * outstanding step, and beyond earlier levels.
 */
export function measureLows(track: Track, nowMs: number, windowMs: number): LowsRise | undefined {
  const fromMs = nowMs - windowMs;
  const series = pickResolution(track, fromMs);
  if (series === undefined || track.firstMs > fromMs + windowMs / 50) return undefined;
  // The current minimum must be above the former maximum. Checked first, because most stacks fail it.
  const [newest] = cutStretch(series, nowMs - windowMs / parts, nowMs, 1);
  const [oldest] = cutStretch(series, fromMs, fromMs + windowMs / parts, 1);
  if (!(newest!.low > oldest!.high)) return undefined;
  const cut = cutStretch(series, fromMs, nowMs, parts);
  if (!isCovered(cut)) return undefined;
  const steps = differ(cut);
  const rise = cut[parts - 1]!.low - cut[0]!.low;
  if (rise < 3 || !steps.every((step) => step > 0) || Math.max(...steps) > maxShare * rise) return undefined;
  const [a, b, c, d, e] = steps as [number, number, number, number, number];
  if (d + e + c / 2 < (a + b + c / 2) / 2) return undefined;
  if (cut[parts - 1]!.low <= cut[0]!.high) return undefined;
  const before = listEarlier(track, fromMs, windowMs / parts);
  if (before.some(({ samples, low }) => samples > 0 && low >= cut[parts - 1]!.low)) return undefined;
  return {
    fromMs,
    toMs: nowMs,
    from: cut[0]!.low,
    to: cut[parts - 1]!.low,
    rise,
    ...weighWander(steps, differ(before), rise),
  };
}

function differ(cut: readonly Part[]): number[] {
  const steps: number[] = [];
  for (let index = 1; index < cut.length; index++) steps.push(cut[index]!.low - cut[index - 1]!.low);
  return steps;
}

/** Equal parts of the known time before the window. */
function listEarlier(track: Track, fromMs: number, partMs: number): readonly Part[] {
  const series = track.resolutions?.week;
  if (series === undefined) return [];
  const count = Math.floor((fromMs - Math.max(series.originMs, track.firstMs)) / partMs);
  return count < 1 ? [] : cutStretch(series, fromMs - count * partMs, fromMs, count);
}

/**
 * A random walk deviates by its step deviation times the square root of the number of steps; a reverting series by
 * less.
 */
function weighWander(steps: readonly number[], earlier: readonly number[], rise: number) {
  const drift = rise / steps.length;
  let squares = 0;
  let known = 0;
  for (const step of steps) squares += (step - drift) ** 2;
  for (const step of earlier) {
    if (step !== step) continue;
    squares += step * step;
    known++;
  }
  const freedom = steps.length - 1 + known;
  // Counts are integers, so a deviation of at least half a goroutine is assumed.
  const spread = Math.sqrt(squares / freedom + 0.25);
  return { strength: rise / (spread * Math.sqrt(steps.length)), needed: 5 * (1 + 6 / freedom) };
}
