// The model of the wait-for graph: goroutines, what they wait for, and who holds it.
import type { CauseId } from '../../causes/model.ts';
import type { Fingerprint } from '../../stack/model.ts';
import type { Grade } from '../model.ts';

/** What a goroutine waits for that another goroutine holds or must do. */
export type LockKind =
  'mutex' | 'write lock' | 'read lock' | 'once' | 'semaphore' | 'wait group' | 'condition' | 'channel';

/**
 * How a holder was found. `address`: an argument of one of its frames is the lock's object. `name`: it is further down
 * in the same code, or in another method of the same type, which is a guess.
 */
export type HolderSign = 'address' | 'name';

export type LockCause = Extract<
  CauseId,
  | 'double-lock'
  | 'lock-order'
  | 'recursive-read-lock'
  | 'lock-held-while-waiting'
  | 'lock-never-released'
  | 'once-within-itself'
  | 'semaphore-exhausted'
  | 'circular-wait'
>;

/** Goroutines of one stack that take part in a trouble. */
export interface Party {
  readonly fingerprint: Fingerprint;
  /** Their state. */
  readonly state: string;
  /** The frame that takes or holds the lock; normalised, with its location. */
  readonly function: string;
  readonly location: string;
  /** The file of that frame as the profile writes it, and the line. Empty and 0 if unknown. */
  readonly file: string;
  readonly line: number;
  readonly count: number;
  /** The longest wait in whole minutes; 0 if it is below one or unknown. */
  readonly waitMinutes: number;
}

/** An edge: these wait for a lock that those hold. */
export interface WaitForEdge {
  readonly waiters: Party;
  readonly kind: LockKind;
  /** Name of the lock without its address: `the lock of shop.(*Cart)`. */
  readonly lock: string;
  /** Undefined if no goroutine in the dump can hold it. */
  readonly holder: Party | undefined;
  readonly sign: HolderSign;
}

/** Goroutines that wait for one lock or in one circle. */
export interface LockTrouble {
  readonly cause: LockCause;
  readonly grade: Extract<Grade, 'watch' | 'likely' | 'proven'>;
  /** None of them can ever continue. False for a queue behind a running holder. */
  readonly deadlock: boolean;
  /**
   * The stack that represents the trouble: it closes the circle or holds the lock; without a holder, that of the
   * waiters.
   */
  readonly fingerprint: Fingerprint;
  /** All stacks involved. */
  readonly fingerprints: readonly Fingerprint[];
  /** Number of waiting goroutines. */
  readonly waiting: number;
  /** The circle, or the path from the waiters to the holder. The queue behind it is in `queue`. */
  readonly edges: readonly WaitForEdge[];
  /** Further waiters for the locks of the circle. */
  readonly queue: readonly Party[];
  readonly sentence: string;
  readonly evidence: readonly string[];
}
