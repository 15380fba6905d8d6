// Findings in the wait-for graph of a dump, before they are described.
import type { CircleStep } from './circles.ts';
import type { Node } from './goroutines.ts';
import type { Candidate } from './holders.ts';
import type { Lock } from './locks.ts';
import type { Mutual } from './mutual.ts';
import type { Exhausted } from './semaphores.ts';
import type { Server } from './servers.ts';

export type Found = (
  | { readonly is: 'circle'; readonly steps: readonly CircleStep[] }
  | {
      readonly is: 'held';
      readonly lock: Lock;
      readonly holder: Candidate;
      /** A possible holder is running. */
      readonly busy: boolean;
      /** Goroutines that the holder waits for, and that wait for its lock. */
      readonly servers: readonly Server[];
    }
  | { readonly is: 'nobody'; readonly lock: Lock }
  | ({ readonly is: 'exhausted' } & Exhausted)
  | ({ readonly is: 'mutual' } & Mutual)
) & {
  /** Others that queue behind it. */
  readonly queue: readonly Node[];
};

/** The goroutines that wait: those of the circle, and those that queue. Each is listed once. */
export function listWaiting(found: Found): readonly Node[] {
  switch (found.is) {
    case 'circle':
      return [...new Set([...found.steps.map(({ holder }) => holder.node), ...found.queue])];
    case 'held':
    case 'nobody':
      return [...new Set(found.queue)];
    case 'exhausted':
      return [...new Set([...found.holders.map(({ node }) => node), ...found.waiters])];
    case 'mutual':
      return [...found.others, found.waiter];
  }
}

/** Other facts about the dump. */
export interface Surroundings {
  /** Goroutines are missing, so absence proves nothing. */
  readonly isExcerpt: boolean;
  /** The runtime says that all goroutines are asleep. */
  readonly dead: boolean;
  /** The profile has no goroutine texts, so no addresses: debug=0 or debug=1. */
  readonly namesOnly: boolean;
  /** The dump tells of some goroutines how long they have waited. */
  readonly knowsWaits: boolean;
  /** Number of goroutines in the profile. */
  readonly goroutines: number;
}
