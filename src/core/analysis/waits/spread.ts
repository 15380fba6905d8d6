// Measures how the waits of a stack spread over time. The measures do not interpret them.
import type { WaitBucket } from './model.ts';
import { estimateDecay, testLaplace, type Decay } from './truncated-exponential.ts';

export interface Spread {
  readonly count: number;
  /** From the youngest to the oldest. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** As a share of the span; 0 is the young end. */
  readonly meanAge: number;
  readonly decay: Decay;
  /** Laplace's statistic over time. */
  readonly laplace: number;
  /**
   * The minimum share of a third of the span, relative to an even third, over time. `oldest` is that of the oldest
   * third.
   */
  readonly leastThird: number;
  readonly oldestThird: number;
  /**
   * Variance over mean of the counts in equal spans (index of dispersion): 1 for independent arrivals, more for bursts.
   */
  readonly dispersion: number;
}

/** The oldest goroutine defines the span and is not counted in it. Undefined for fewer than two others. */
export function measureSpread(
  buckets: readonly WaitBucket[],
  fromMinutes: number,
  readAge: (bucket: WaitBucket) => number = ({ minutes }) => minutes,
): Spread | undefined {
  const oldest = buckets.at(-1);
  if (oldest === undefined) return undefined;
  // A wait is whole minutes: on average it lasted half a minute longer.
  const toMinutes = readAge(oldest) + 0.5;
  const span = toMinutes - fromMinutes;
  const inside = buckets.map((bucket) => (bucket === oldest ? { ...bucket, count: bucket.count - 1 } : bucket));
  const count = inside.reduce((sum, bucket) => sum + bucket.count, 0);
  if (count < 2 || span <= 0) return undefined;
  const place = (bucket: WaitBucket) => Math.min(1, Math.max(0, (readAge(bucket) + 0.5 - fromMinutes) / span));
  const meanAge = inside.reduce((sum, bucket) => sum + bucket.count * place(bucket), 0) / count;
  const thirds = countParts(inside, place, 3).map((part) => (3 * part) / count);
  return {
    count,
    fromMinutes,
    toMinutes,
    meanAge,
    decay: estimateDecay(meanAge, count),
    laplace: testLaplace(meanAge, count),
    leastThird: Math.min(...thirds),
    oldestThird: thirds[2]!,
    dispersion: measureDispersion(countParts(inside, place, Math.min(12, Math.max(3, Math.floor(count / 5))))),
  };
}

function countParts(
  buckets: readonly WaitBucket[],
  place: (bucket: WaitBucket) => number,
  parts: number,
): readonly number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const bucket of buckets) counts[Math.min(parts - 1, Math.floor(place(bucket) * parts))]! += bucket.count;
  return counts;
}

function measureDispersion(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return Math.max(1, squares / (counts.length - 1) / mean);
}
