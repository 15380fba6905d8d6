// What a server tells of a process from before it was sampled: its number of goroutines over days. A process that has
// risen for days leaks, and the stack that holds most of its goroutines now is where.
import { judgeProcess } from '../trend/judge-process.ts';
import type { Trend } from '../trend/model.ts';
import { Track } from '../trend/track.ts';

/** All goroutines of one process over one life, ascending by time. */
export interface PriorTotals {
  readonly timesMs: ArrayLike<number>;
  readonly goroutines: ArrayLike<number>;
  /** When the process started; undefined where unknown. */
  readonly startMs: number | undefined;
}

/** A shorter past is told by samples as soon. */
const minSpanMs = 24 * 60 * 60_000;

/** The rise of the process; undefined where it did not rise beyond doubt. */
export function judgePrior({ timesMs, goroutines, startMs }: PriorTotals): Trend | undefined {
  const { length } = timesMs;
  if (length === 0 || timesMs[length - 1]! - timesMs[0]! < minSpanMs) return undefined;
  const total = new Track();
  for (let index = 0; index < length; index++) total.push(timesMs[index]!, goroutines[index]!);
  const traffic = { requests: new Track(), turnover: new Track() };
  const trend = judgeProcess({ track: total, lives: [], startMs, traffic });
  if (trend?.grade !== 'likely') return undefined;
  let from = goroutines[0]!;
  for (let index = 0; index < length && timesMs[index]! <= trend.sinceMs; index++) from = goroutines[index]!;
  return { ...trend, rule: 'prior', from };
}

/** One stack has to hold so much of the process, and of what it gained. */
const minShare = 0.5;

/** The rise of a process as that of one of its stacks; undefined where it need not be this stack's. */
export function applyPrior(prior: Trend | undefined, stack: number, process: number): Trend | undefined {
  if (prior === undefined) return undefined;
  const gained = prior.to - prior.from;
  const isGone = process < prior.from + gained / 2;
  return !isGone && stack >= minShare * process && stack >= minShare * gained ? prior : undefined;
}
