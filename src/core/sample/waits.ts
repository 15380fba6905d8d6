// The waits of a debug=2 dump by stack: when its goroutines parked. core/analysis interprets them.
import type { WaitNumbers } from '../profile/model.ts';
import type { Fingerprint, InterpretedProfile } from '../stack/model.ts';

/** The waits of one stack, over all its states. */
export interface StackWaits {
  /** All goroutines of the stack. */
  readonly goroutines: number;
  /** Goroutines that the runtime marks as leaked. It prints no wait for them. */
  readonly leaked: number;
  /** Ascending by minutes, starting at one minute. */
  readonly buckets: readonly WaitNumbers[];
}

/** The waits of one dump, without stacks of the runtime, the main goroutine and the writer of the dump. */
export interface SampleWaits {
  readonly goroutines: number;
  /** The highest goroutine number. Numbers rise with every goroutine that the process creates. */
  readonly newestNumber: number;
  readonly stacks: ReadonlyMap<Fingerprint, StackWaits>;
}

/** Undefined for a profile without waits (debug=0 and 1). */
export function collectWaits(interpreted: InterpretedProfile): SampleWaits | undefined {
  const { profile, entries } = interpreted;
  if (entries.every(({ entry }) => entry.header === undefined)) return undefined;
  const stacks = new Map<Fingerprint, StackWaits>();
  for (const [fingerprint, { goroutines, leaked, buckets }] of collectStacks(interpreted)) {
    const ascending = [...buckets.values()].sort((a, b) => a.minutes - b.minutes);
    stacks.set(fingerprint, { goroutines, leaked, buckets: ascending });
  }
  const newestNumber = entries.reduce((most, { entry }) => Math.max(most, entry.header?.lastId ?? 0), 0);
  return { goroutines: profile.goroutines, newestNumber, stacks };
}

interface Collected {
  goroutines: number;
  leaked: number;
  readonly buckets: Map<number, WaitNumbers>;
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

function addBucket(buckets: Map<number, WaitNumbers>, bucket: WaitNumbers): void {
  const known = buckets.get(bucket.minutes);
  buckets.set(bucket.minutes, known === undefined ? bucket : mergeBuckets(known, bucket));
}

/** Combines the means and variances of two groups (Chan, Golub and LeVeque, 1979). */
function mergeBuckets(a: WaitNumbers, b: WaitNumbers): WaitNumbers {
  const count = a.count + b.count;
  const apart = b.meanNumber - a.meanNumber;
  const meanNumber = a.meanNumber + (apart * b.count) / count;
  const squares = a.variance * a.count + b.variance * b.count + (apart ** 2 * a.count * b.count) / count;
  return { minutes: a.minutes, count, meanNumber, variance: squares / count };
}
