// How old a profile may be at a turn of a target that answered slowly. The freshness rule goes by the last fetch, so a
// single slow one would leave out turn after turn. The budget goes by the mean of the last fetches.

import { fetchShare } from '../../../core/agreed-times.ts';

const remembered = 8;

export interface FetchBudget {
  /** How old a profile may be at a turn; undefined: as the freshness rule says. */
  maxAgeMs(): number | undefined;
  /** What fetches take on average, where that is more than their share of the time; null: it isn't. */
  excessMs(): number | null;
  /** A fetch took the target so long. */
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
