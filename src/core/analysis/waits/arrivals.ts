// Computes arrivals over time from one dump, for charts.
import { count, type Separated } from './heap.ts';
import type { StackWaits } from '../../sample/waits.ts';
import type { Arrivals } from './model.ts';

const parts = 24;

/** Goroutines without a wait parked recently. Null if no goroutine of the stack has one. */
export function countArrivals({ goroutines, leaked, buckets }: StackWaits, { before }: Separated): Arrivals | null {
  const known = before > 0 ? buckets.slice(0, -1) : buckets;
  const oldest = buckets.at(-1)?.minutes ?? 0;
  if (oldest === 0) return null;
  const spanMinutes = Math.max(1, Math.ceil((oldest + 1) / parts));
  const counts = new Array<number>(Math.ceil((oldest + 1) / spanMinutes)).fill(0);
  for (const one of known) counts[counts.length - 1 - Math.floor(one.minutes / spanMinutes)]! += one.count;
  counts[counts.length - 1]! += Math.max(0, goroutines - leaked - count(buckets));
  return { fromMinutes: counts.length * spanMinutes, spanMinutes, counts, before };
}
