// How long an answer stays fresh and when a failed target is retried. These rules keep fetching below one percent of a
// target's time for any number of callers.
import { fetchShare, leakProfileMs } from '../../core/agreed-times.ts';
import type { Bounds } from '../../core/limits.ts';
import type { ProfileRequest } from './port.ts';

/** The share of time for a failing target. It is higher, because no caller has an answer yet. */
const failureShare = 0.1;

/** Prevents a tight retry loop even if `freshness` is 0. */
const minRetryMs = 1_000;

type AskedFor = Pick<ProfileRequest, 'kind' | 'form'>;

/** How long all callers share an answer, in milliseconds. A slower fetch gives a longer window. */
export function windowMs({ kind }: AskedFor, tookMs: number, bounds: Bounds): number {
  const fair = Math.max(bounds.freshness, tookMs / fetchShare);
  return kind === 'goroutineleak' ? Math.max(fair, leakProfileMs) : fair;
}

/** Leak profiles and dumps are expensive, so callers cannot ask for a newer one within the window. */
export function isCostly({ kind, form }: AskedFor): boolean {
  return kind === 'goroutineleak' || form === 2;
}

/** How long to wait after the `tries`-th consecutive failure, in milliseconds. */
export function retryDelayMs(tries: number, tookMs: number, bounds: Bounds): number {
  const first = Math.max(minRetryMs, bounds.freshness, tookMs / failureShare);
  return Math.min(first * 2 ** (tries - 1), Math.max(bounds.backoff, minRetryMs));
}
