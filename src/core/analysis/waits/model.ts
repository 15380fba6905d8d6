// The model of waits: a debug=2 dump prints how long each goroutine has been parked, which tells about a stack's past.
import type { WaitNumbers } from '../../profile/model.ts';
import type { Grade } from '../model.ts';

/**
 * - `accumulating`: they came evenly over a long span, and none left.
 * - `lifetime`: there are fewer with age, so goroutines leave after a while.
 * - `settled`: nearly all came long ago, together, as in a pool, a cache, or at the start of the process.
 * - `backlog`: nearly all came lately, and none was served since.
 * - `unknown`: the dump does not tell.
 */
export type WaitKind = 'accumulating' | 'lifetime' | 'settled' | 'backlog' | 'unknown';

/** Goroutines of one stack that have waited for the same number of whole minutes, with their numbers. */
export type WaitBucket = WaitNumbers;

/** Facts about the process from the waits of all stacks. */
export interface DumpWaits {
  /** Number of goroutines in the dump. */
  readonly goroutines: number;
  /** The largest wait of the dump; 0 if none is printed. */
  readonly oldestMinutes: number;
  /**
   * The largest wait is that of the first garbage collection. Older goroutines show this wait too, so it is a lower
   * bound.
   */
  readonly oldestIsBound: boolean;
}

/** Number of goroutines that began to wait in each of equal time spans. */
export interface Arrivals {
  /** Start of the first span, in minutes before the dump. */
  readonly fromMinutes: number;
  readonly spanMinutes: number;
  /** The oldest first. */
  readonly counts: readonly number[];
  /** Goroutines that came before the first span, at an unknown time. */
  readonly before: number;
}

export interface WaitVerdict {
  readonly kind: WaitKind;
  /** Null if the waits alone are not a sign of a leak. */
  readonly grade: Extract<Grade, 'rising' | 'watch' | 'likely'> | null;
  /** Arrivals per minute that stayed; null unless they accumulate. */
  readonly perMinute: number | null;
  /** Arrival of the oldest, in minutes before the dump; null unless they accumulate or are a backlog. */
  readonly onsetMinutes: number | null;
  /** The onset is a lower bound, because it is before the first garbage collection. */
  readonly onsetIsBound: boolean;
  /** Time between the oldest and the youngest judged goroutine. */
  readonly spanMinutes: number;
  /** For `lifetime`: half of them leave within this many minutes. */
  readonly halfLifeMinutes: number | null;
  /** Number of goroutines that the kind describes; a stack may have others. */
  readonly goroutines: number;
  /** One sentence for users. */
  readonly sentence: string;
  /** The reasons, in sentences, the strongest first. */
  readonly evidence: readonly string[];
  readonly arrivals: Arrivals | null;
}
