// Tests what healthy goroutines do instead of leaking: they leave after a while, or they fill a cache. Both are null
// hypotheses of a score test, so each has a stated chance to be called a leak.
import type { WaitBucket } from './model.ts';
import { measureSpread, type Spread } from './spread.ts';
import { testRate } from './truncated-exponential.ts';

/** Healthy goroutines that nobody wakes stay for two hours on average at most. */
const stayMinutes = 120;
/** Most keys of a cache are seen within a quarter of the span. */
const fillingRate = -4;
/** 95 % and 99 % of a normal distribution are below these. */
const [oneSided95, oneSided99] = [1.645, 2.326];
/** Bursts make the mean age less certain: its variance grows with the dispersion, as far as that can be told. */
const maxDispersion = 4;

/**
 * Whether both alternatives are rejected, at 1 % over time. Traffic that fell lately makes a limited lifetime look
 * even, so the lifetime must also be rejected over the work of the process, at 5 %: night is another clock there.
 */
export function excludesHealthy(old: readonly WaitBucket[], spread: Spread, newestNumber: number): boolean {
  const spanMinutes = spread.toMinutes - spread.fromMinutes;
  const isFilling = test(spread, fillingRate) > -oneSided99;
  if (isFilling || test(spread, spanMinutes / stayMinutes) < oneSided99) return false;
  const overWork = measureOverWork(old, newestNumber);
  return overWork !== undefined && test(overWork, spanMinutes / stayMinutes) >= oneSided95;
}

const test = ({ meanAge, count, dispersion }: Spread, rate: number): number =>
  testRate(meanAge, count, rate, Math.min(dispersion, maxDispersion));

/** Goroutine numbers count what the whole process created, so an age in numbers is a clock that runs with traffic. */
export function measureOverWork(old: readonly WaitBucket[], newestNumber: number): Spread | undefined {
  const readAge = ({ meanNumber }: WaitBucket) => newestNumber - meanNumber;
  const ordered = [...old].sort((a, b) => readAge(a) - readAge(b));
  return ordered[0] && measureSpread(ordered, readAge(ordered[0]), readAge);
}
