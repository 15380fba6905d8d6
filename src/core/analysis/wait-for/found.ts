// What the wait-for graph of a dump shows, before it is put into words.
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
      /** Somebody who may hold it works. */
      readonly busy: boolean;
      /** Those who would have to act for the holder, and wait for its lock. */
      readonly servers: readonly Server[];
    }
  | { readonly is: 'nobody'; readonly lock: Lock }
  | ({ readonly is: 'exhausted' } & Exhausted)
  | ({ readonly is: 'mutual' } & Mutual)
) & {
  /** Others that wait behind it. */
  readonly queue: readonly Node[];
};

/** What else is known of the dump. */
export interface Surroundings {
  /** Goroutines are missing: what is absent proves nothing. */
  readonly isExcerpt: boolean;
  /** The runtime says that all goroutines are asleep. */
  readonly dead: boolean;
  /** The profile holds no texts of goroutines, so no addresses: debug=0 or debug=1. */
  readonly namesOnly: boolean;
  /** All goroutines of the profile. */
  readonly goroutines: number;
}
