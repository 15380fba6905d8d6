// Maximum age of a profile when a slow target is due for a sample. The freshness rule uses only the last fetch, so one
// slow fetch would skip several samples. The budget uses the mean of recent fetches.

import { fetchShare } from '../../../core/agreed-times.ts';

const remembered = 8;

export interface FetchBudget {
  /** Maximum age in milliseconds; undefined for the freshness rule. */
  maxAgeMs(): number | undefined;
  /** Mean fetch time in milliseconds if it exceeds its share of the target's time; otherwise null. */
  excessMs(): number | null;
  /** Records the duration of a fetch. */
  note(tookMs: number): void;
}

export function openFetchBudget(intervalMs: number): FetchBudget {
  const tookMs: number[] = [];
  const isAffordable = (ms: number): boolean => ms <= intervalMs * fetchShare;
  const mean = (): number => tookMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, tookMs.length);
  return {
    maxAgeMs: () => {
      const last = tookMs.at(-1) ?? 0;
      if (isAffordable(last)) return undefined;
      return isAffordable(mean()) ? intervalMs / 2 : undefined;
    },
    excessMs: () => (isAffordable(mean()) ? null : mean()),
    note: (ms) => {
      tookMs.push(ms);
      if (tookMs.length > remembered) tookMs.shift();
    },
  };
}
