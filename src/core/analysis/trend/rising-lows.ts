// Growth beneath traffic: the valleys rise although the peaks come and go. A walk that wanders, a morning and a wave of
// traffic raise valleys too, so the rise is held against how far the stack wanders by itself, at the same pace, over
// all that is known of it.
import { cutStretch, isCovered, type Part, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';

const parts = 6;
/** No part may hold more of the rise than this: a jump or a morning is not a leak. */
const maxShare = 0.6;

interface LowsRise {
  readonly fromMs: number;
  readonly toMs: number;
  readonly from: number;
  readonly to: number;
  readonly rise: number;
  /** The rise over what the stack would wander by chance in as long. */
  readonly strength: number;
  /** What `strength` has to reach: the less is known of the wander, the more. */
  readonly needed: number;
}

/**
 * The valleys of the six parts of a window that ends now. Undefined unless they rise from each to the next, without an
 * outstanding step, onto new ground.
 */
export function measureLows(track: Track, nowMs: number, windowMs: number): LowsRise | undefined {
  const fromMs = nowMs - windowMs;
  const series = pickResolution(track, fromMs);
  if (series === undefined || track.firstMs > fromMs + windowMs / 50) return undefined;
  // Bands apart: the lowest of now lies above the highest of then. Asked first, since most stacks fail it.
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

/** Equal parts of the time before the window, as far back as anything is known. */
function listEarlier(track: Track, fromMs: number, partMs: number): readonly Part[] {
  const series = track.resolutions?.week;
  if (series === undefined) return [];
  const count = Math.floor((fromMs - Math.max(series.originMs, track.firstMs)) / partMs);
  return count < 1 ? [] : cutStretch(series, fromMs - count * partMs, fromMs, count);
}

/** A walk of independent steps strays by the root of their number times their spread; whatever returns strays less. */
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
  // Counts are whole: half a goroutine of spread is always granted.
  const spread = Math.sqrt(squares / freedom + 0.25);
  return { strength: rise / (spread * Math.sqrt(steps.length)), needed: 5 * (1 + 6 / freedom) };
}
