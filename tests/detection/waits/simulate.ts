// Dumps as the runtime would write them: goroutines are created and park; the first garbage collection after that sets
// the wait; the dump prints whole minutes. Times are minutes before the dump.
import type { WaitBucket } from '../../../src/core/analysis/waits/model.ts';
import type { StackWaits } from '../../../src/core/sample/waits.ts';
import type { Random } from '../random.ts';

export interface Process {
  readonly random: Random;
  readonly ageMinutes: number;
  /** Between two collections. */
  readonly collectEvery: number;
  /** Age of the process at its first collection. */
  readonly firstCollection: number;
  /** Goroutines of all kinds that the process creates in a minute, by day. */
  readonly creations: number;
  /** How much less there is by night, from 0 to 1. */
  readonly night: number;
  /** Hours since midnight at the dump. */
  readonly hour: number;
  readonly processors: number;
}

/** One goroutine: minutes before the dump at which it was created, and at which it parked for the last time. */
export interface Parked {
  readonly created: number;
  readonly parked: number;
}

export function drawProcess(random: Random): Process {
  const ageMinutes = Math.exp(random.between(Math.log(60), Math.log(72 * 60)));
  return {
    random,
    ageMinutes,
    collectEvery: Math.exp(random.between(Math.log(1 / 6), Math.log(2))),
    firstCollection: random.next() < 0.2 ? random.between(2, 20) : random.between(0, 2),
    creations: Math.exp(random.between(Math.log(20), Math.log(20_000))),
    night: random.between(0, 0.9),
    hour: random.between(0, 24),
    processors: 2 ** random.whole(1, 4),
  };
}

/** Traffic at that moment, 1 by day. */
export function trafficAt({ hour, night }: Process, minutesAgo: number): number {
  const phase = ((hour - minutesAgo / 60 - 15) / 24) * 2 * Math.PI;
  return 1 - (night * (1 - Math.cos(phase))) / 2;
}

/** The waits that a dump shows of these goroutines. */
export function observe(process: Process, goroutines: readonly Parked[]): StackWaits {
  const groups = new Map<number, number[]>();
  for (const { created, parked } of goroutines) {
    const minutes = observeWait(process, parked);
    if (minutes < 1) continue;
    const numbers = groups.get(minutes) ?? [];
    numbers.push(numberOf(process, created));
    groups.set(minutes, numbers);
  }
  const buckets = [...groups].map(([minutes, numbers]): WaitBucket => {
    const meanNumber = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    const variance = numbers.reduce((sum, one) => sum + (one - meanNumber) ** 2, 0) / numbers.length;
    return { minutes, count: numbers.length, meanNumber, variance };
  });
  return { goroutines: goroutines.length, leaked: 0, buckets: buckets.sort((a, b) => a.minutes - b.minutes) };
}

/** Whole minutes since the first collection after it parked; 0 when there was none. */
function observeWait({ ageMinutes, collectEvery, firstCollection }: Process, parked: number): number {
  const first = ageMinutes - firstCollection;
  if (parked >= first) return Math.floor(Math.max(0, first));
  const collections = Math.floor(first / collectEvery);
  const collected = first - Math.ceil((first - parked) / collectEvery) * collectEvery;
  return collections <= 0 ? 0 : Math.max(0, Math.floor(collected));
}

/**
 * Numbers rise with all that the process creates. Each processor takes them in batches of 16, and may use them late.
 */
function numberOf(process: Process, created: number): number {
  const { random, creations, processors, ageMinutes } = process;
  const batch = (16 * processors) / Math.max(creations, 1);
  const late = random.exponential(random.next() < 0.1 ? 10 * batch : batch);
  return Math.max(1, Math.round(countCreated(process, Math.min(ageMinutes, created + late))));
}

/** Goroutines created from the start of the process until that moment: the integral of `trafficAt`. */
function countCreated(process: Process, minutesAgo: number): number {
  const { ageMinutes, creations, night, hour } = process;
  const day = 24 * 60;
  const integral = (ago: number) =>
    (1 - night / 2) * -ago -
    ((night / 2) * day * Math.sin(((hour - ago / 60 - 15) / 24) * 2 * Math.PI) * -1) / (2 * Math.PI);
  return creations * (integral(minutesAgo) - integral(ageMinutes));
}
