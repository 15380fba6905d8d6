// The past of a process before it was sampled: its goroutine count over days, from a server. A process that rises for
// days leaks, and the stack with most of its goroutines is the place.
import { judgeProcess } from '../trend/judge-process.ts';
import type { Trend } from '../trend/model.ts';
import { Track } from '../trend/track.ts';
import { dayMs } from '../../agreed-times.ts';

/** The goroutine count of one process over one life, ascending by time. */
export interface PriorTotals {
  readonly timesMs: ArrayLike<number>;
  readonly goroutines: ArrayLike<number>;
  /** When the process started; undefined if unknown. */
  readonly startMs: number | undefined;
}

/** A shorter past is soon replaced by samples. */
const minSpanMs = dayMs;

/** The rise of the process; undefined if it is not certain. */
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

/** The minimum share of one stack in the process and in its growth. */
const minShare = 0.5;

/** The rise of the process attributed to one stack; undefined if it may belong to another. */
export function applyPrior(prior: Trend | undefined, stack: number, process: number): Trend | undefined {
  if (prior === undefined) return undefined;
  const gained = prior.to - prior.from;
  const isGone = process < prior.from + gained / 2;
  return !isGone && stack >= minShare * process && stack >= minShare * gained ? prior : undefined;
}
