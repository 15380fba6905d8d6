// The waits of a debug=2 dump, judged stack by stack. Pure: nothing but the dump is needed.
import type { Fingerprint, InterpretedProfile } from '../../stack/model.ts';
import { judgeStackWaits } from './judge-stack-waits.ts';
import type { DumpWaits, StackWaits, WaitBucket, WaitVerdict } from './model.ts';

interface Collected {
  goroutines: number;
  leaked: number;
  readonly buckets: Map<number, WaitBucket>;
}

/**
 * What the waits of each stack say. Empty for a profile that knows no waits (debug=0 and 1). Stacks of the runtime, of
 * the main goroutine and of whoever wrote the dump are left out.
 */
export function judgeWaits(profile: InterpretedProfile): ReadonlyMap<Fingerprint, WaitVerdict> {
  const stacks = collectStacks(profile);
  const sorted = new Map<Fingerprint, StackWaits>();
  for (const [fingerprint, { goroutines, leaked, buckets }] of stacks) {
    const ascending = [...buckets.values()].sort((a, b) => a.minutes - b.minutes);
    sorted.set(fingerprint, { goroutines, leaked, buckets: ascending });
  }
  const dump = describeDump([...sorted.values()], profile.profile.goroutines);
  const newest = profile.entries.reduce((most, { entry }) => Math.max(most, entry.header?.lastId ?? 0), 0);
  const verdicts = new Map<Fingerprint, WaitVerdict>();
  for (const [fingerprint, waits] of sorted) verdicts.set(fingerprint, judgeStackWaits(waits, dump, newest));
  return verdicts;
}

function collectStacks(profile: InterpretedProfile): ReadonlyMap<Fingerprint, Collected> {
  const stacks = new Map<Fingerprint, Collected>();
  for (const { entry, stack } of profile.entries) {
    const { header, folded } = entry;
    if (header === undefined || folded || stack.main || stack.system || stack.profiler) continue;
    let known = stacks.get(stack.fingerprint);
    if (known === undefined) stacks.set(stack.fingerprint, (known = { goroutines: 0, leaked: 0, buckets: new Map() }));
    known.goroutines += entry.count;
    known.leaked += entry.leaked;
    for (const bucket of header.waitNumbers ?? []) addBucket(known.buckets, bucket);
  }
  return stacks;
}

function addBucket(buckets: Map<number, WaitBucket>, bucket: WaitBucket): void {
  const known = buckets.get(bucket.minutes);
  buckets.set(bucket.minutes, known === undefined ? bucket : mergeBuckets(known, bucket));
}

/** Means and variances of two groups, as of one (Chan, Golub and LeVeque, 1979). */
function mergeBuckets(a: WaitBucket, b: WaitBucket): WaitBucket {
  const count = a.count + b.count;
  const apart = b.meanNumber - a.meanNumber;
  const meanNumber = a.meanNumber + (apart * b.count) / count;
  const squares = a.variance * a.count + b.variance * b.count + (apart ** 2 * a.count * b.count) / count;
  return { minutes: a.minutes, count, meanNumber, variance: squares / count };
}

/** So many times as many as in the minutes after it. */
const heapFactor = 4;
const minHeap = 5;

/** Far more goroutines at the largest wait than shortly below it came before the first garbage collection. */
export function describeDump(stacks: readonly StackWaits[], goroutines: number): DumpWaits {
  const minutes = new Map<number, number>();
  for (const { buckets } of stacks) {
    for (const one of buckets) minutes.set(one.minutes, (minutes.get(one.minutes) ?? 0) + one.count);
  }
  const oldestMinutes = [...minutes.keys()].reduce((most, one) => Math.max(most, one), 0);
  const atOldest = minutes.get(oldestMinutes) ?? 0;
  const below = [...minutes].filter(([one]) => one >= oldestMinutes / 2 && one < oldestMinutes);
  const usual = below.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, below.length);
  return { goroutines, oldestMinutes, oldestIsBound: atOldest >= minHeap && atOldest > heapFactor * usual };
}
