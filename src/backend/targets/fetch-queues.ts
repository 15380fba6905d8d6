// One fetch queue for each data source. It bounds concurrency and never runs two requests to one target at once.
import { rootOf, type Endpoint } from './endpoint.ts';
import { alertShare, createGate, type Gate } from './gate.ts';
import type { DataSourceRef, FetchRank } from './port.ts';

/** Each method takes the data source and, where needed, the target. */
export interface FetchQueues {
  /** Runs a request to a target in its turn; undefined if `signal` aborts before it starts. */
  take<T>(
    ref: DataSourceRef,
    endpoint: Endpoint,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank?: FetchRank,
  ): Promise<T | undefined>;
  /** Raises the rank of a request that has not started. */
  promote(ref: DataSourceRef, endpoint: Endpoint, rank: FetchRank): void;
  /** Whether fetches wait long for their turn. A caller that can use an older answer should take it. */
  isSlow(ref: DataSourceRef): boolean;
  /** Drops all queues. Call only when nothing waits. */
  clear(): void;
}

/** An idle queue of a thousand targets is faster than this. */
const slowMs = 1_000;

export function createFetchQueues(): FetchQueues {
  const gates = new Map<string, Gate>();

  /**
   * Shared by all revisions of the settings, so that a settings change never causes concurrent requests to one target.
   */
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
