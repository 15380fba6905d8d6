// Classifies the waits of one stack, with reasons.
import { findAccumulation, findYoungAccumulation, type Accumulation } from './accumulation.ts';
import { countArrivals } from './arrivals.ts';
import { count, separateHeap, type Separated } from './heap.ts';
import type { StackWaits } from '../../sample/waits.ts';
import type { DumpWaits, WaitBucket, WaitVerdict } from './model.ts';
import { measureOrder } from './order.ts';
import { measureSpread } from './spread.ts';
import { describeAmount, describeMinutes, describeRate } from './words.ts';

/** Goroutines with shorter waits may soon be served. */
const youngMinutes = 10;
/** A backlog is older than normal service and larger than normal work. */
const backlogRules = { minutes: 3, count: 50, correlation: -0.8, oldestThird: 0.4, shareOfProcess: 0.5 } as const;
/** A part of this size determines the kind of the stack. */
const mainPart = 0.6;
const minWaits = 5;
/** At their pace this many more would have come by now; chance does not explain that none did. */
const minMissed = 10;

/** `newestNumber`: the highest goroutine number of the dump. */
export function judgeStackWaits(waits: StackWaits, dump: DumpWaits, newestNumber: number): WaitVerdict {
  const { buckets, goroutines } = waits;
  const separated = separateHeap(buckets, dump);
  const arrivals = countArrivals(waits, separated);
  const nothing = { grade: null, perMinute: null, onsetMinutes: null, onsetIsBound: false, halfLifeMinutes: null };
  const base = { ...nothing, spanMinutes: 0, goroutines, evidence: [], arrivals };
  if (dump.oldestMinutes === 0) {
    const sentence =
      'No goroutine of the dump shows a wait, because the process has not run a garbage collection. The waits are unknown.';
    return { ...base, kind: 'unknown', sentence };
  }
  if (count(buckets) < minWaits)
    return { ...base, kind: 'unknown', sentence: 'Too few of its goroutines show a wait.' };
  const accumulation =
    findAccumulation(separated.spread, dump, newestNumber, separated.together > 0) ??
    findYoungAccumulation(separated.spread, dump.oldestMinutes);
  if (accumulation !== undefined) {
    return { ...base, ...describeAccumulation(accumulation, separated, count(buckets)) };
  }
  return (
    judgeSettled(waits, separated, dump, base) ??
    judgeFilled(waits, base) ??
    judgeBacklog(waits, separated, dump, newestNumber, base) ??
    judgeLifetime(waits, separated, base) ?? { ...base, kind: 'unknown', sentence: 'Its waits follow no pattern.' }
  );
}

type Base = Omit<WaitVerdict, 'kind' | 'sentence'>;

function describeAccumulation(
  { grade, spread, stayMinutes }: Accumulation,
  { before, beforeAtOnce, together }: Separated,
  waiting: number,
): Omit<WaitVerdict, 'arrivals'> {
  const spanMinutes = spread.toMinutes - spread.fromMinutes;
  const perMinute = (spread.count + 0.5) / spanMinutes;
  // Goroutines from before the first collection belong to the leak as far as its rate explains them.
  const onsetIsBound = before > 2 * perMinute + 2 && together === 0 && !beforeAtOnce;
  const goroutines = waiting - together - (together > 0 || beforeAtOnce ? before : 0);
  const evidence = [
    `They came evenly over ${describeMinutes(spanMinutes)}.`,
    'Waits rise as goroutine numbers fall, so none was woken since it began.',
  ];
  if (Number.isFinite(stayMinutes)) {
    evidence.push(`If they leave at all, they stay for more than ${describeMinutes(stayMinutes)} on average.`);
  }
  if (before > 0) {
    evidence.push(
      `${describeAmount(before, 'goroutine')} came before the first garbage collection, at an unknown time.`,
    );
  }
  if (together > 0)
    evidence.push(
      `${describeAmount(together, 'goroutine')} came together at the beginning and are not counted in this.`,
    );
  return {
    kind: 'accumulating',
    grade,
    perMinute,
    onsetMinutes: spread.toMinutes,
    onsetIsBound,
    spanMinutes,
    halfLifeMinutes: null,
    goroutines,
    sentence: `It has grown by ${describeRate(perMinute)} for ${onsetIsBound ? 'more than ' : ''}${describeMinutes(spread.toMinutes)}, and none of those who came has left.`,
    evidence,
  };
}

/** A group at the old end: a pool, a cache, or the start of the process. */
function judgeSettled(
  { goroutines }: StackWaits,
  separated: Separated,
  dump: DumpWaits,
  base: Base,
): WaitVerdict | undefined {
  const { before, together, togetherMinutes } = separated;
  // Late in the life of a process, a recent group is a backlog or a batch.
  if (togetherMinutes < Math.min(youngMinutes, dump.oldestMinutes / 2)) return undefined;
  if (before + together < mainPart * goroutines) return undefined;
  const bound = before > 0 ? 'at least ' : '';
  return {
    ...base,
    kind: 'settled',
    goroutines: before + together,
    sentence: `${describeAmount(before + together, 'goroutine')} came together, ${bound}${describeMinutes(togetherMinutes)} ago, and hardly any since. This is a pool, a cache or a start.`,
  };
}

/** They came one after the other in the older part of the time, and none since. This is a full cache. */
function judgeFilled({ goroutines, buckets }: StackWaits, base: Base): WaitVerdict | undefined {
  const [from, to] = [buckets[0]!.minutes, buckets.at(-1)!.minutes];
  const waiting = count(buckets);
  const missed = (waiting * from) / Math.max(1, to - from + 1);
  if (from < youngMinutes || waiting < mainPart * goroutines || missed < minMissed) return undefined;
  return {
    ...base,
    kind: 'settled',
    goroutines: waiting,
    sentence: `${describeAmount(waiting, 'goroutine')} came between ${describeMinutes(to)} and ${describeMinutes(from)} ago, and none since. This is a pool, a cache or a start.`,
  };
}

/** A group at the young end only. It is a sign only if it is most of the process, since slow requests look alike. */
function judgeBacklog(
  { goroutines, buckets }: StackWaits,
  separated: Separated,
  dump: DumpWaits,
  newestNumber: number,
  base: Base,
): WaitVerdict | undefined {
  const waiting = count(buckets);
  const oldest = buckets.at(-1)!.minutes;
  if (separated.before > 0 || oldest > 3 * youngMinutes || oldest < backlogRules.minutes) return undefined;
  // No wait exceeds the age of the process. Numbers show earlier work, and waits do not.
  if (oldest > dump.oldestMinutes / 2 && buckets.at(-1)!.meanNumber < newestNumber / 2) return undefined;
  if (waiting < backlogRules.count || waiting < mainPart * goroutines) return undefined;
  const order = measureOrder(buckets);
  const spread = measureSpread(buckets, 1);
  if (order === undefined || order.correlation > backlogRules.correlation) return undefined;
  if (spread === undefined || spread.oldestThird < backlogRules.oldestThird) return undefined;
  const sentence = `${describeAmount(waiting, 'goroutine')} have waited for up to ${describeMinutes(oldest + 1)}, and none longer. Something they call hangs, or the leak began then.`;
  const grade = waiting >= backlogRules.shareOfProcess * dump.goroutines ? 'watch' : null;
  return { ...base, kind: 'backlog', grade, onsetMinutes: oldest + 1, goroutines: waiting, sentence };
}

/** Fewer with age: goroutines with a limited lifetime. */
function judgeLifetime(
  { buckets, goroutines }: StackWaits,
  { spread }: Separated,
  base: Base,
): WaitVerdict | undefined {
  const shown = withYoung(spread, goroutines - count(buckets));
  const measured = measureSpread(shown, 0);
  if (measured === undefined || measured.count < 10) return undefined;
  const { rate, error } = measured.decay;
  if (rate < 2 || rate < 3 * error) return undefined;
  const halfLifeMinutes = (Math.LN2 * measured.toMinutes) / rate;
  return {
    ...base,
    kind: 'lifetime',
    halfLifeMinutes,
    spanMinutes: measured.toMinutes,
    sentence: `There are fewer with age. Half of them leave within ${describeMinutes(Math.max(1, halfLifeMinutes))}.`,
  };
}

/** Goroutines without a printed wait have waited less than a minute. */
function withYoung(buckets: readonly WaitBucket[], young: number): readonly WaitBucket[] {
  return young <= 0 ? buckets : [{ minutes: 0, count: young, meanNumber: 0, variance: 0 }, ...buckets];
}
