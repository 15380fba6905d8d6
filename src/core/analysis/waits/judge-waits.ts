// Judges the waits of a debug=2 dump stack by stack. Needs only the dump.
import type { SampleWaits, StackWaits } from '../../sample/waits.ts';
import type { Fingerprint } from '../../stack/model.ts';
import { judgeStackWaits } from './judge-stack-waits.ts';
import type { DumpWaits, WaitVerdict } from './model.ts';

/** The judgement of each stack's waits. */
export function judgeWaits({ goroutines, newestNumber, stacks }: SampleWaits): ReadonlyMap<Fingerprint, WaitVerdict> {
  const dump = describeDump([...stacks.values()], goroutines);
  const verdicts = new Map<Fingerprint, WaitVerdict>();
  for (const [fingerprint, waits] of stacks) verdicts.set(fingerprint, judgeStackWaits(waits, dump, newestNumber));
  return verdicts;
}

/** Ratio to the minutes after it. */
const heapFactor = 4;
const minHeap = 5;

/** Many more goroutines at the largest wait than just below it came before the first garbage collection. */
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
