// How long an answer is good for and when a target that failed is asked again: the rules that keep fetching below one
// percent of a target's time, whoever asks and how often.
import type { Bounds } from '../../core/limits.ts';
import type { ProfileRequest } from './port.ts';

/** Of the time between two fetches, the share that a fetch may take. */
const fetchShare = 0.01;

/** A failure is worth repeating sooner than a success, since nobody has an answer; but not much sooner. */
const failureShare = 0.1;

/** Even with `freshness` at nothing, a failing target is not asked in a loop. */
const leastRetryMs = 1_000;

/** A leak profile makes the target collect its garbage once more. */
export const leakWindowMs = 3_600_000;

type AskedFor = Pick<ProfileRequest, 'kind' | 'form'>;

/** For how long everyone shares an answer that took so long to fetch. */
export function windowMs({ kind }: AskedFor, tookMs: number, bounds: Bounds): number {
  const fair = Math.max(bounds.freshness, tookMs / fetchShare);
  return kind === 'goroutineleak' ? Math.max(fair, leakWindowMs) : fair;
}

/** Leak profiles and dumps cost too much for callers to ask for newer ones than the window gives. */
export function isCostly({ kind, form }: AskedFor): boolean {
  return kind === 'goroutineleak' || form === 2;
}

/** How long after the `tries`-th failure in a row the target is left alone. */
export function retryDelayMs(tries: number, tookMs: number, bounds: Bounds): number {
  const first = Math.max(leastRetryMs, bounds.freshness, tookMs / failureShare);
  return Math.min(first * 2 ** (tries - 1), Math.max(bounds.backoff, leastRetryMs));
}
