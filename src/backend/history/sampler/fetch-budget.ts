// When a target that answered slowly is sampled again. The freshness rule goes by the last fetch: after a single slow one
// (a busy network, a pause for garbage) it would leave out turn after turn. What counts here is what fetches take together.

/** Of the time between two samples, the share that a fetch may take. */
const fetchShare = 0.01;
const remembered = 8;

export interface FetchBudget {
  /** How old a profile may be at a turn; undefined: as the freshness rule says. */
  maxAgeMs(): number | undefined;
  /** A fetch took the target so long. */
  note(tookMs: number): void;
}

export function openFetchBudget(intervalMs: number): FetchBudget {
  const tookMs: number[] = [];
  const isAffordable = (ms: number): boolean => ms <= intervalMs * fetchShare;
  return {
    maxAgeMs: () => {
      const last = tookMs.at(-1) ?? 0;
      if (isAffordable(last)) return undefined;
      const mean = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length;
      return isAffordable(mean) ? intervalMs / 2 : undefined;
    },
    note: (ms) => {
      tookMs.push(ms);
      if (tookMs.length > remembered) tookMs.shift();
    },
  };
}
