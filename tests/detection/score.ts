// From outcomes to figures: precision and recall with their intervals, and how long it took.
import type { Outcome } from './run.ts';

export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
  /** Wilson's interval, 95 %. */
  readonly low: number;
  readonly high: number;
}

export function measureShare(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: NaN, low: 0, high: 1 };
  const z = 1.96;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const width = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { hits, of, share, low: Math.max(0, (middle - width) / scale), high: Math.min(1, (middle + width) / scale) };
}

export interface Score {
  /** Of the stacks accused, those that leak. */
  readonly precision: Share;
  /** Of the stacks that leak, those accused after the leak began. */
  readonly recall: Share;
  readonly falseAlarms: readonly {
    readonly scenario: string;
    readonly seed: number;
    readonly stack: string;
    readonly afterS: number;
    readonly rule: string;
  }[];
  readonly misses: readonly { readonly scenario: string; readonly seed: number }[];
  /** Ascending, seconds from the leak's beginning. */
  readonly delaysS: readonly number[];
  readonly watchDelaysS: readonly number[];
  readonly healthyStacks: number;
}

export function scoreOutcomes(outcomes: readonly Outcome[]): Score {
  const falseAlarms: Score['falseAlarms'][number][] = [];
  const misses: Score['misses'][number][] = [];
  const delaysS: number[] = [];
  const watchDelaysS: number[] = [];
  let leaking = 0;
  let healthyStacks = 0;
  for (const { scenario, seed, stacks } of outcomes) {
    for (const { stack, leaks, accused, watchedS } of stacks) {
      const rightly = leaks && accused !== undefined && accused.afterS >= 0;
      if (leaks) leaking++;
      else healthyStacks++;
      if (rightly) delaysS.push(accused.afterS);
      else if (accused !== undefined) {
        falseAlarms.push({ scenario: scenario.name, seed, stack, afterS: accused.afterS, rule: accused.rule });
      }
      if (leaks && !rightly) misses.push({ scenario: scenario.name, seed });
      if (leaks && watchedS !== undefined) watchDelaysS.push(watchedS);
    }
  }
  return {
    precision: measureShare(delaysS.length, delaysS.length + falseAlarms.length),
    recall: measureShare(delaysS.length, leaking),
    falseAlarms,
    misses,
    delaysS: delaysS.sort((a, b) => a - b),
    watchDelaysS: watchDelaysS.sort((a, b) => a - b),
    healthyStacks,
  };
}
