// Separates goroutines of one stack that came together from those that came one by one.
import type { DumpWaits, WaitBucket } from './model.ts';

export interface Separated {
  /** Came one by one at known times; ascending by minutes. */
  readonly spread: readonly WaitBucket[];
  /** Came before the first garbage collection, at an unknown time. */
  readonly before: number;
  /** Their numbers are close together, so they came at once and are separate from later ones. */
  readonly beforeAtOnce: boolean;
  /** Came together at a known time at the old end, more than the rest of the span explains. */
  readonly together: number;
  /** When they came, in minutes before the dump; a lower bound if `before` is among them. */
  readonly togetherMinutes: number;
}

/** Arrivals within this share of the span came together. */
const narrowShare = 0.1;
/** Minimum density relative to the rest of the span. */
const dense = 5;
const minTogether = 5;

export function separateHeap(buckets: readonly WaitBucket[], dump: DumpWaits): Separated {
  const oldest = buckets.at(-1);
  const isBound = oldest !== undefined && dump.oldestIsBound && oldest.minutes >= dump.oldestMinutes;
  const known = isBound ? buckets.slice(0, -1) : buckets;
  const before = isBound ? oldest.count : 0;
  const beforeAtOnce = isBound && cameAtOnce(oldest, known);
  const edge = known.at(-1)?.minutes ?? 0;
  const narrow = Math.max(2, edge * narrowShare);
  const end = known.filter(({ minutes }) => minutes >= edge - narrow);
  const rest = known.slice(0, known.length - end.length);
  const together = count(end);
  const shareOfSpan = narrow / Math.max(edge, 1);
  const expected = (count(rest) * shareOfSpan) / Math.max(1 - shareOfSpan, 0.1);
  if (together >= minTogether && together > dense * (expected + 1)) {
    return { spread: rest, before, beforeAtOnce, together, togetherMinutes: edge };
  }
  return { spread: known, before, beforeAtOnce, together: 0, togetherMinutes: before > 0 ? dump.oldestMinutes : 0 };
}

/** Goroutine numbers advance while the others come; those of one moment take no time. */
function cameAtOnce(oldest: WaitBucket, known: readonly WaitBucket[]): boolean {
  const [young, old] = [known[0], known.at(-1)];
  if (young === undefined || old === undefined || young === old) return true;
  const perMinute = (young.meanNumber - old.meanNumber) / (old.minutes - young.minutes);
  // The standard deviation of an even spread is its width divided by the square root of 12.
  const minutes = Math.sqrt(12 * oldest.variance) / Math.max(perMinute, 1e-9);
  return minutes < narrowShare * (old.minutes - young.minutes);
}

export function count(buckets: readonly WaitBucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.count, 0);
}
