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
   * How long the first tasks have waited for a slot, in milliseconds. Tasks that wait for a busy target do not count.
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

/** First to last. */
const ranks: readonly FetchRank[] = ['alert', 'asked', 'routine'];

/** The share of fetch slots that is reserved for alert rules. Rounds down, so a small gate reserves none. */
export const alertShare = 1 / 8;

/** `keptShare` is the share of slots reserved for alert rules. */
export function createGate(keptShare = 0): Gate {
  const busy = new Set<string>();
  /** In order of arrival. A fleet waits here whole, so nothing looks through all of it. */
  const lines: Readonly<Record<FetchRank, Set<Waiting>>> = { alert: new Set(), asked: new Set(), routine: new Set() };
  /** Those who wait, by key. */
  const byKey = new Map<string, Set<Waiting>>();
  /** The largest number of slots that anybody was allowed. */
  let maxLimit = 0;

  const placesFor = (limit: number, rank: FetchRank): number =>
    rank === 'alert' ? limit : limit - Math.floor(limit * keptShare);

  const mayBegin = ({ key, limit, rank }: Waiting): boolean => !busy.has(key) && busy.size < placesFor(limit, rank);

  function admit(): void {
    const admitted: Waiting[] = [];
    for (const rank of ranks) {
      for (const waiting of lines[rank]) {
        if (busy.size >= placesFor(maxLimit, rank)) break;
        if (!mayBegin(waiting)) continue;
        busy.add(waiting.key);
        admitted.push(waiting);
      }
    }
    for (const waiting of admitted) {
      remove(waiting);
      waiting.begin();
    }
  }

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
    maxLimit = Math.max(maxLimit, limit);
    return new Promise((resolve) => {
      const leave = (): void => {
        remove(waiting);
        resolve(false);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const waiting: Waiting = { key, limit, sinceMs: performance.now(), begin, rank };
      // Whoever waits already can't begin now, so nobody is passed over.
      if (mayBegin(waiting)) {
        busy.add(key);
        begin();
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      lines[rank].add(waiting);
      const alike = byKey.get(key);
      if (alike) alike.add(waiting);
      else byKey.set(key, new Set([waiting]));
    });
  }

  function remove(waiting: Waiting): void {
    lines[waiting.rank].delete(waiting);
    const alike = byKey.get(waiting.key);
    alike?.delete(waiting);
    if (alike?.size === 0) byKey.delete(waiting.key);
  }

  return {
    run,
    promote: (key, rank) => {
      for (const waiting of byKey.get(key) ?? []) {
        if (ranks.indexOf(waiting.rank) <= ranks.indexOf(rank)) continue;
        lines[waiting.rank].delete(waiting);
        waiting.rank = rank;
        lines[rank].add(waiting);
      }
      admit();
    },
    lagMs: () => {
      const firsts = ranks.flatMap((rank) => findFirst(lines[rank], ({ key }) => !busy.has(key))?.sinceMs ?? []);
      return firsts.length === 0 ? 0 : performance.now() - Math.min(...firsts);
    },
  };
}

function findFirst<T>(all: Iterable<T>, isSought: (one: T) => boolean): T | undefined {
  for (const one of all) if (isSought(one)) return one;
  return undefined;
}
