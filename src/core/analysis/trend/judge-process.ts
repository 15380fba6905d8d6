// Judges one stack of one process from its own past, with the fastest rules first.
import { judgeLives } from './judge-lives.ts';
import { judgeCovariance } from './judge-covariance.ts';
import { judgeDays, judgeLows } from './judge-lows.ts';
import { judgeRising } from './judge-rising.ts';
import { judgeSteady } from './judge-steady.ts';
import type { Trend } from './model.ts';
import type { Finding, Past } from './past.ts';
import { isLow } from './steady-thresholds.ts';

/** Undefined if nothing suggests a leak. */
export function judgeProcess(past: Past): Trend | undefined {
  const { track } = past;
  // Growth below this is not found by any rule. Most stacks are near their minimum, so their blocks need not be read.
  if (isLow(track)) return judgeLives(past)?.describe();
  let best: Finding | undefined;
  for (const rule of rules) {
    const found = rule(past);
    if (found?.isSure) return found.describe();
    best ??= found;
  }
  return best?.describe() ?? judgeRising(past);
}

/** The fastest rules come first. The first certain result decides. If none is certain, the first sign decides. */
const rules: readonly ((past: Past) => Finding | undefined)[] = [
  judgeSteady,
  judgeCovariance,
  judgeLows,
  judgeDays,
  judgeLives,
];
