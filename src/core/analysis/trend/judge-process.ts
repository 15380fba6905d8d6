// The verdict on one stack of one process, from its own past: the rules in the order of how soon they can tell.
import { judgeLives } from './judge-lives.ts';
import { judgeCovariance } from './judge-covariance.ts';
import { judgeDays, judgeLows } from './judge-lows.ts';
import { judgeRising } from './judge-rising.ts';
import { judgeSteady } from './judge-steady.ts';
import type { Trend } from './model.ts';
import type { Past } from './past.ts';
import { isLow } from './steady-thresholds.ts';

/** Undefined when nothing speaks of a leak. */
export function judgeProcess(past: Past): Trend | undefined {
  const { track } = past;
  // No rule finds less in this life, and most stacks stand nearer to their lowest: their blocks need not be read.
  if (isLow(track)) return judgeLives(past);
  const candidates = [judgeSteady(past), judgeCovariance(past), judgeLows(past), judgeDays(past), judgeLives(past)];
  const sure = candidates.find((one) => one?.grade === 'likely');
  return sure ?? candidates.find((one) => one !== undefined) ?? judgeRising(past);
}
