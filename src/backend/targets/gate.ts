// Admission control for fetches: bounds concurrency and runs at most one fetch per target. Waiting fetches start in
// order of rank, and a busy target does not block others. Some slots are reserved for alert rules, so that hanging
// targets of dashboards do not delay alerts.
import type { FetchRank } from './port.ts';

export interface Gate {
  /**
   * Runs `task` when `key` is free and a slot is free. `signal` ends only the waiting, and the result is then
   * undefined. A task that has started is not cancelled.
   */
  run<T>(
    key: string,
    limit: number,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank?: FetchRank,
  ): Promise<T | undefined>;
  /** Raises the rank of the tasks that wait for this key. */
  promote(key: string, rank: FetchRank): void;
  /**
   * How long the oldest task has waited for a slot, in milliseconds. Tasks that wait for a busy target do not count.
   */
  lagMs(): number;
}

interface Waiting {
  readonly key: string;
  readonly limit: number;
  readonly sinceMs: number;
  readonly begin: () => void;
  rank: FetchRank;
}

const ranks: Readonly<Record<FetchRank, number>> = { alert: 0, asked: 1, routine: 2 };

/** The share of fetch slots that is reserved for alert rules. Rounds down, so a small gate reserves none. */
export const alertShare = 1 / 8;

/** `keptShare` is the share of slots reserved for alert rules. */
export function createGate(keptShare = 0): Gate {
  const busy = new Set<string>();
  let line: readonly Waiting[] = [];

  function admit(): void {
    if (line.length === 0) return;
    const admitted = line.filter((waiting) => {
      if (busy.has(waiting.key) || busy.size >= placesFor(waiting)) return false;
      busy.add(waiting.key);
      return true;
    });
    if (admitted.length === 0) return;
    const begun = new Set(admitted);
    line = line.filter((waiting) => !begun.has(waiting));
    for (const { begin } of admitted) begin();
  }

  const placesFor = ({ limit, rank }: Waiting): number =>
    rank === 'alert' ? limit : limit - Math.floor(limit * keptShare);

  async function run<T>(
    key: string,
    limit: number,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank: FetchRank = 'asked',
  ): Promise<T | undefined> {
    if (!(await waitForTurn(key, limit, signal, rank))) return undefined;
    try {
      return await task();
    } finally {
      busy.delete(key);
      admit();
    }
  }

  function waitForTurn(key: string, limit: number, signal: AbortSignal, rank: FetchRank): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const leave = (): void => {
        line = line.filter((other) => other !== waiting);
        resolve(false);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const waiting: Waiting = { key, limit, sinceMs: performance.now(), begin, rank };
      signal.addEventListener('abort', leave, { once: true });
      enqueue(waiting);
      admit();
    });
  }

  function enqueue(waiting: Waiting): void {
    const after = line.findLastIndex((other) => ranks[other.rank] <= ranks[waiting.rank]);
    line = line.toSpliced(after + 1, 0, waiting);
  }

  return {
    run,
    promote: (key, rank) => {
      const promoted = line.filter((waiting) => waiting.key === key && ranks[waiting.rank] > ranks[rank]);
      if (promoted.length === 0) return;
      line = line.filter((waiting) => !promoted.includes(waiting));
      for (const waiting of promoted) {
        waiting.rank = rank;
        enqueue(waiting);
      }
      admit();
    },
    lagMs: () => {
      const waits = line.filter(({ key }) => !busy.has(key)).map(({ sinceMs }) => sinceMs);
      return waits.length === 0 ? 0 : performance.now() - waits.reduce((a, b) => Math.min(a, b));
    },
  };
}
