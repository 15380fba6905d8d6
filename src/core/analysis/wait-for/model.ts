// Who waits for whom: goroutines, what each waits for, and who holds it.
import type { CauseId } from '../../causes/model.ts';
import type { Fingerprint } from '../../stack/model.ts';
import type { Grade } from '../model.ts';

/** What a goroutine waits for that another goroutine holds or has to do. */
export type LockKind =
  'mutex' | 'write lock' | 'read lock' | 'once' | 'semaphore' | 'wait group' | 'condition' | 'channel';

/**
 * How a holder is known. `address`: an argument of one of its frames is the object whose lock it is. `name`: it is
 * further down in the same code, or in another method of the same type; that is a guess.
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

/** Goroutines that share a stack, as one part of a trouble. */
export interface Party {
  readonly fingerprint: Fingerprint;
  /** What they wait in. */
  readonly state: string;
  /** The frame that asks for the lock, or the one that holds it; normalised, with its place. */
  readonly function: string;
  readonly location: string;
  /** The file of that frame as the profile writes it, and the line; empty and 0 where unknown. */
  readonly file: string;
  readonly line: number;
  readonly count: number;
  /** The longest of their waits, in whole minutes; 0 where it is below one or unknown. */
  readonly waitMinutes: number;
}

/** One edge: these wait for a lock that those hold. */
export interface WaitForEdge {
  readonly waiters: Party;
  readonly kind: LockKind;
  /** The lock in words, without its address: `the lock of shop.(*Cart)`. */
  readonly lock: string;
  /** Undefined where nobody in the dump can be the holder. */
  readonly holder: Party | undefined;
  readonly sign: HolderSign;
}

/** Goroutines that wait for one lock, or in one circle. */
export interface LockTrouble {
  readonly cause: LockCause;
  readonly grade: Extract<Grade, 'watch' | 'likely' | 'proven'>;
  /** Nobody in it can ever go on. False for a queue behind a holder that works. */
  readonly deadlock: boolean;
  /** The stack that stands for the trouble: it closes the circle, or holds the lock; the waiters' where nobody does. */
  readonly fingerprint: Fingerprint;
  /** All stacks that take part. */
  readonly fingerprints: readonly Fingerprint[];
  /** Goroutines that wait in it. */
  readonly waiting: number;
  /** The circle, or the way from the waiters to the holder. The queue behind it is in `queue`. */
  readonly edges: readonly WaitForEdge[];
  /** Others that wait for the locks of the circle. */
  readonly queue: readonly Party[];
  readonly sentence: string;
  readonly evidence: readonly string[];
}
