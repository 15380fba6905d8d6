// Finds growth that is too recent for a verdict.
import type { Trend } from './model.ts';
import { findOnset } from './onset.ts';
import { describeTrend, type Past } from './past.ts';
import { findDue, findPlateau, slowing } from './steady-thresholds.ts';
import { measureRise, weighSteps } from './steady-rise.ts';

/** `noise`: in standard deviations of the difference of two Poisson counts of this size. */
const rising = { samples: 3, rise: 5, noise: 4, odds: 9, steadyOdds: 2 } as const;

/** Whether it grew in every sample, or far beyond its noise. */
export function judgeRising(past: Past): Trend | undefined {
  const { track } = past;
  const hour = track.resolutions?.hour;
  const one = hour && measureRise(hour, findOnset(hour, hour.originMs));
  if (hour === undefined || one === undefined || one.samples < rising.samples) return undefined;
  const always = one.ups >= one.samples - 1 && one.fall === 0;
  const noise = rising.noise * Math.sqrt(2 * Math.max(1, one.from));
  if (one.rise < Math.max(rising.rise, always ? noise / 2 : noise)) return undefined;
  if (weighSteps(one) < (always ? rising.steadyOdds : rising.odds)) return undefined;
  if (
    one.to <= findPlateau(past) ||
    one.thirds[2] <= 0 ||
    one.lean < slowing ||
    one.largestFall > Math.max(2, one.rise / 4)
  )
    return undefined;
  return {
    ...describeTrend(past, 'rising', hour, one.fromMs, one, ['young'], undefined),
    grade: 'rising',
    dueMs: findDue(track, one),
  };
}
