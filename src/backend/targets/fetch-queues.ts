// One queue of fetches for each data source: no target is asked twice at once, and only so many side by side.
import { rootOf, type Endpoint } from './endpoint.ts';
import { alertShare, createGate, type Gate } from './gate.ts';
import type { DataSourceRef, FetchRank } from './port.ts';

/** Each method names the data source and the target that it is about. */
export interface FetchQueues {
  /** Runs a request to a target when its turn has come; undefined when `signal` aborts before. */
  take<T>(
    ref: DataSourceRef,
    endpoint: Endpoint,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank?: FetchRank,
  ): Promise<T | undefined>;
  /** Somebody of this rank waits for what has not begun yet. */
  promote(ref: DataSourceRef, endpoint: Endpoint, rank: FetchRank): void;
  /** FetchQueues come late: a caller to whom an older answer is of use should take it. */
  isSlow(ref: DataSourceRef): boolean;
  /** For when nobody waits. */
  clear(): void;
}

/** At rest a queue of a thousand targets moves faster than this. */
const slowMs = 1_000;

export function createFetchQueues(): FetchQueues {
  const gates = new Map<string, Gate>();

  /** Of one data source whatever its revision: a target must not be asked twice at once because its settings changed. */
  function gateOf({ orgId, instance }: DataSourceRef): Gate {
    const key = `${orgId} ${instance.uid}`;
    const gate = gates.get(key) ?? createGate(alertShare);
    gates.set(key, gate);
    return gate;
  }

  return {
    take: (ref, endpoint, signal, task, rank) =>
      gateOf(ref).run(rootOf(endpoint), ref.settings.bounds.concurrentFetches, signal, task, rank),
    promote: (ref, endpoint, rank) => gateOf(ref).promote(rootOf(endpoint), rank),
    isSlow: (ref) => gateOf(ref).lagMs() > slowMs,
    clear: () => gates.clear(),
  };
}
