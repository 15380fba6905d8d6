// Tests whether goroutines came evenly over a long time and none left. Each test excludes a healthy pattern: decay
// (sessions), unordered numbers (workers), a short span (slow requests).
import { excludesHealthy, measureOverWork } from './alternatives.ts';
import { count } from './heap.ts';
import type { DumpWaits, WaitBucket } from './model.ts';
import { measureOrder } from './order.ts';
import { measureSpread, type Spread } from './spread.ts';

export interface Accumulation {
  readonly grade: 'rising' | 'watch' | 'likely';
  readonly spread: Spread;
  /** Lower bound of their mean stay, at 95 % confidence. */
  readonly stayMinutes: number;
}

/** The youngest may be current work, so they are left out first; more of them if the stack holds both. */
const cutMinutes = [10, 20, 40, 80, 160] as const;
const watchRules = { count: 8, spanMinutes: 20, stayMinutes: 60, explained: 0.7, correlation: -0.8 } as const;
const likelyRules = { count: 12, spanMinutes: 60, stayMinutes: 120, explained: 0.85, correlation: -0.9 } as const;
/**
 * Requests until a timeout look even for less than an hour. They are worth a look if they are a large part of a
 * process, or came since it began.
 */
const short = { minutes: 60, shareOfProcess: 0.25, shareOfLife: 0.9 } as const;
/**
 * In a process younger than an hour, it is unknown how long goroutines stay. Goroutines that came since its start are
 * only `rising`.
 */
const youngRules = {
  processMinutes: 60,
  cutMinutes: 2,
  shareOfProcess: 0.5,
  count: 12,
  spanMinutes: 15,
  missed: 10,
} as const;
/**
 * The minimum share in the oldest and in each third, relative to an even spread: a leak may begin slowly and pause at
 * night.
 */
const leastShare = { oldest: 0.4, each: 0.25 } as const;
/**
 * Decay rates over the span. Up to `steady`, none is assumed to leave. Up to `rising`, a leak that speeds up is more
 * likely than goroutines that stay for `likelyRules.stayMinutes`. Below `ceasing`, the goroutines that came long ago
 * stay, like the keys of a cache.
 */
const rates = { steady: 1, rising: 1.6, ceasing: -1.4 } as const;
/**
 * The Laplace statistic of an even spread is below this in 97.5 % of cases. Each further cut is another chance to pass.
 */
const laplaceBound = { first: 2, further: 1.5 } as const;
/** Fewer goroutines do not show whether they follow traffic. */
const minPerWork = 30;
/** Longer spans include day and night. */
const dayMinutes = 6 * 60;
/** 95 % of a normal distribution are below this. */
const oneSided95 = 1.645;

/** `newestNumber`: the highest goroutine number of the dump. Undefined if they do not accumulate. */
export function findAccumulation(
  buckets: readonly WaitBucket[],
  dump: DumpWaits,
  newestNumber: number,
  afterHeap: boolean,
): Accumulation | undefined {
  let best: Accumulation | undefined;
  for (const cut of cutMinutes) {
    const old = buckets.filter(({ minutes }) => minutes >= cut);
    if (count(old) < watchRules.count) break;
    if (cut > cutMinutes[0] && !isBusier(buckets, old, cut)) continue;
    const found = judgeCut(old, cut, newestNumber, afterHeap);
    if (found === undefined || mayEndSoon(found.spread, count(buckets), dump)) continue;
    if (found.grade === 'likely') return found;
    best ??= found;
  }
  return best;
}

/** A timeout may end the wait of the oldest. */
const mayEndSoon = ({ toMinutes }: Spread, waiting: number, { goroutines, oldestMinutes }: DumpWaits): boolean =>
  toMinutes < Math.min(short.minutes, short.shareOfLife * oldestMinutes) && waiting < short.shareOfProcess * goroutines;

/** Goroutines that came evenly since a young process began. */
export function findYoungAccumulation(
  buckets: readonly WaitBucket[],
  processMinutes: number,
): Accumulation | undefined {
  if (processMinutes >= youngRules.processMinutes) return undefined;
  const seen = buckets.filter(({ minutes }) => minutes >= youngRules.cutMinutes);
  const [order, spread] = [measureOrder(seen), measureSpread(seen, youngRules.cutMinutes)];
  if (order === undefined || spread === undefined) return undefined;
  const span = spread.toMinutes - spread.fromMinutes;
  if (span < youngRules.spanMinutes || spread.toMinutes < youngRules.shareOfProcess * processMinutes) return undefined;
  const stayMinutes = boundStay(spread, span);
  // None came recently, so a filled cache no longer grows. Bursts leave gaps.
  const missed = (spread.count * (seen[0]!.minutes - youngRules.cutMinutes)) / span / spread.dispersion;
  const isRising =
    missed < youngRules.missed &&
    spread.count + 1 >= youngRules.count &&
    stayMinutes >= span &&
    isEven(spread, stayMinutes, false, laplaceBound.first) &&
    order.explained >= likelyRules.explained &&
    order.correlation <= likelyRules.correlation;
  return isRising ? { grade: 'rising', spread, stayMinutes } : undefined;
}

function judgeCut(
  old: readonly WaitBucket[],
  cut: number,
  newestNumber: number,
  afterHeap: boolean,
): Accumulation | undefined {
  const order = measureOrder(old);
  const spread = measureSpread(old, cut);
  if (order === undefined || spread === undefined) return undefined;
  const span = spread.toMinutes - spread.fromMinutes;
  const stayMinutes = boundStay(spread, span);
  const bound = cut === cutMinutes[0] ? laplaceBound.first : laplaceBound.further;
  const isEvenInTime = isEven(spread, stayMinutes, afterHeap, bound);
  const isEvenAtAll = isEvenInTime || (span > dayMinutes && isEvenPerWork(old, cut, newestNumber));
  if (!isEvenAtAll && !isNearlyEven(spread, span, stayMinutes)) return undefined;
  const passes = (rules: typeof watchRules | typeof likelyRules) =>
    spread.count + 1 >= rules.count &&
    span >= rules.spanMinutes &&
    stayMinutes >= rules.stayMinutes &&
    order.explained >= rules.explained &&
    order.correlation <= rules.correlation;
  if (isEvenAtAll && passes(likelyRules) && excludesHealthy(old, spread, newestNumber))
    return { grade: 'likely', spread, stayMinutes };
  return passes(watchRules) ? { grade: 'watch', spread, stayMinutes } : undefined;
}

/** A leak that slows down or speeds up is only worth a look. */
function isNearlyEven({ decay, leastThird }: Spread, spanMinutes: number, stayMinutes: number): boolean {
  const { rate } = decay;
  const isLong = spanMinutes >= 2 * likelyRules.spanMinutes && stayMinutes >= likelyRules.stayMinutes;
  return isLong && leastThird >= leastShare.each && rate > 2 * rates.ceasing && rate < 1.5 * rates.rising;
}

/** Whether more came within the excluded time. Otherwise the exclusion would hide a lack of arrivals. */
function isBusier(all: readonly WaitBucket[], old: readonly WaitBucket[], cut: number): boolean {
  const span = (old.at(-1)?.minutes ?? cut) - cut;
  return (count(all) - count(old)) / cut >= count(old) / Math.max(span, 1);
}

/** Bursts make the rate less certain: its error grows with the dispersion. */
function boundStay({ decay, dispersion }: Spread, spanMinutes: number): number {
  const fastest = decay.rate + oneSided95 * decay.error * Math.sqrt(Math.min(dispersion, 4));
  return fastest <= 0 ? Infinity : spanMinutes / fastest;
}

/** No third is nearly empty, and the old are neither much fewer nor much more than the young. */
function isEven(spread: Spread, stayMinutes: number, afterHeap: boolean, bound: number): boolean {
  const { decay, laplace, oldestThird, leastThird } = spread;
  if (oldestThird < leastShare.oldest || leastThird < leastShare.each) return false;
  // After a group that came together, a falling rate is the end of the same filling.
  if (decay.rate < (afterHeap ? -rates.steady / 2 : rates.ceasing) && laplace < -2) return false;
  return laplace < bound || decay.rate < (stayMinutes >= likelyRules.stayMinutes ? rates.rising : rates.steady);
}

/**
 * Goroutine numbers count the work of the whole process. A leak that follows daily traffic is even over numbers, though
 * not over time.
 */
function isEvenPerWork(old: readonly WaitBucket[], cut: number, newestNumber: number): boolean {
  if (count(old) < minPerWork) return false;
  const spread = measureOverWork(old, newestNumber);
  const inTime = measureSpread(old, cut);
  return (
    spread !== undefined &&
    isEven(spread, 0, true, laplaceBound.first) &&
    inTime !== undefined &&
    inTime.leastThird > 0.1
  );
}
