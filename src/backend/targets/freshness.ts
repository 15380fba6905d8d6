// How long an answer is good for and when a target that failed is asked again: the rules that keep fetching below one
// percent of a target's time, whoever asks and how often.
import { fetchShare, leakProfileMs } from '../../core/agreed-times.ts';
import type { Bounds } from '../../core/limits.ts';
import type { ProfileRequest } from './port.ts';

/** The share for a target that fails: nobody has an answer, so it is asked sooner. */
const failureShare = 0.1;

/** A failing target is not asked in a loop, even where `freshness` is 0. */
const minRetryMs = 1_000;

type AskedFor = Pick<ProfileRequest, 'kind' | 'form'>;

/** For how long everyone shares an answer that took so long to fetch. */
export function windowMs({ kind }: AskedFor, tookMs: number, bounds: Bounds): number {
  const fair = Math.max(bounds.freshness, tookMs / fetchShare);
  return kind === 'goroutineleak' ? Math.max(fair, leakProfileMs) : fair;
}

/** Leak profiles and dumps cost too much for callers to ask for newer ones than the window gives. */
export function isCostly({ kind, form }: AskedFor): boolean {
  return kind === 'goroutineleak' || form === 2;
}

/** How long after the `tries`-th failure in a row the target is left alone. */
export function retryDelayMs(tries: number, tookMs: number, bounds: Bounds): number {
  const first = Math.max(minRetryMs, bounds.freshness, tookMs / failureShare);
  return Math.min(first * 2 ** (tries - 1), Math.max(bounds.backoff, minRetryMs));
}
