// Tests whether waits fall as goroutine numbers rise. Numbers grow with creation, so this order means that none was
// woken since it began. Goroutines that work have waits in any order.
import type { WaitBucket } from './model.ts';

export interface Order {
  /**
   * The correlation ratio (η²): the share of the variance of numbers that waits explain. 1 if goroutines with equal
   * waits have close numbers.
   */
  readonly explained: number;
  /**
   * Spearman's rank correlation of waits and mean numbers, weighted by goroutines; -1 if every older goroutine has a
   * lower number.
   */
  readonly correlation: number;
}

/** Undefined with fewer than three different waits. */
export function measureOrder(buckets: readonly WaitBucket[]): Order | undefined {
  if (buckets.length < 3) return undefined;
  return { explained: measureExplained(buckets), correlation: correlateRanks(buckets) };
}

function measureExplained(buckets: readonly WaitBucket[]): number {
  const count = sum(buckets, (bucket) => bucket.count);
  const mean = sum(buckets, (bucket) => bucket.count * bucket.meanNumber) / count;
  const within = sum(buckets, (bucket) => bucket.count * bucket.variance);
  const between = sum(buckets, (bucket) => bucket.count * (bucket.meanNumber - mean) ** 2);
  return between + within === 0 ? 0 : between / (between + within);
}

function correlateRanks(buckets: readonly WaitBucket[]): number {
  const waits = rank(buckets, (bucket) => bucket.minutes);
  const numbers = rank(buckets, (bucket) => bucket.meanNumber);
  const count = sum(buckets, (bucket) => bucket.count);
  const meanOf = (ranks: ReadonlyMap<WaitBucket, number>) =>
    sum(buckets, (bucket) => bucket.count * ranks.get(bucket)!) / count;
  const meanWait = meanOf(waits);
  const meanNumber = meanOf(numbers);
  let product = 0;
  let waitSquares = 0;
  let numberSquares = 0;
  for (const bucket of buckets) {
    const wait = waits.get(bucket)! - meanWait;
    const number = numbers.get(bucket)! - meanNumber;
    product += bucket.count * wait * number;
    waitSquares += bucket.count * wait ** 2;
    numberSquares += bucket.count * number ** 2;
  }
  const scale = Math.sqrt(waitSquares * numberSquares);
  return scale === 0 ? 0 : product / scale;
}

/** The middle rank of each bucket's goroutines, in ascending order of `read`. */
function rank(buckets: readonly WaitBucket[], read: (bucket: WaitBucket) => number): ReadonlyMap<WaitBucket, number> {
  const ranks = new Map<WaitBucket, number>();
  let before = 0;
  for (const bucket of [...buckets].sort((a, b) => read(a) - read(b))) {
    ranks.set(bucket, before + bucket.count / 2);
    before += bucket.count;
  }
  return ranks;
}

function sum(buckets: readonly WaitBucket[], read: (bucket: WaitBucket) => number): number {
  return buckets.reduce((total, bucket) => total + read(bucket), 0);
}
