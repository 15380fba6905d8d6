// Goroutines of one stack that came together, apart from those that came one by one.
import type { DumpWaits, WaitBucket } from './model.ts';

export interface Separated {
  /** Came one by one, at moments that are known; ascending by minutes. */
  readonly spread: readonly WaitBucket[];
  /** Came before the first garbage collection, nobody knows when. */
  readonly before: number;
  /** Their numbers lie close together: they came at once, and are no part of what came after. */
  readonly beforeAtOnce: boolean;
  /** Came together, at a known moment: at the old end, in numbers that the rest of the span does not explain. */
  readonly together: number;
  /** When those came, in minutes before the dump: a lower bound where `before` is among them. */
  readonly togetherMinutes: number;
}

/** What comes within this share of the span came together. */
const narrowShare = 0.1;
/** So many times as dense as the rest of the span. */
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

/** Goroutine numbers pass at some pace while the others come; those of one moment take no time of it. */
function cameAtOnce(oldest: WaitBucket, known: readonly WaitBucket[]): boolean {
  const [young, old] = [known[0], known.at(-1)];
  if (young === undefined || old === undefined || young === old) return true;
  const perMinute = (young.meanNumber - old.meanNumber) / (old.minutes - young.minutes);
  // Of an even spread, the standard deviation is the width by the square root of 12.
  const minutes = Math.sqrt(12 * oldest.variance) / Math.max(perMinute, 1e-9);
  return minutes < narrowShare * (old.minutes - young.minutes);
}

export function count(buckets: readonly WaitBucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.count, 0);
}
