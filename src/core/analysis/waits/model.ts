// What the waits of a stack say about its past: a debug=2 dump prints for how long each goroutine has been parked.
import type { WaitNumbers } from '../../profile/model.ts';
import type { Grade } from '../model.ts';

/**
 * - `accumulating`: they came evenly over a long span, and none left.
 * - `lifetime`: the older, the fewer: goroutines leave after a while.
 * - `settled`: nearly all came long ago, together: a pool, a cache, the start of the process.
 * - `backlog`: nearly all came lately, and nobody was served since.
 * - `unknown`: the dump does not tell.
 */
export type WaitKind = 'accumulating' | 'lifetime' | 'settled' | 'backlog' | 'unknown';

/** Goroutines of one stack that have waited for the same number of whole minutes, with their numbers. */
export type WaitBucket = WaitNumbers;

/** What the waits of all stacks say about the process. */
export interface DumpWaits {
  /** All goroutines of the dump. */
  readonly goroutines: number;
  /** The largest wait of the dump; 0 where no goroutine carries one. */
  readonly oldestMinutes: number;
  /**
   * The largest wait is that of the first garbage collection: what is older shows this wait too. Such waits are lower
   * bounds.
   */
  readonly oldestIsBound: boolean;
}

/** How many goroutines began to wait in each of some equal spans of time. */
export interface Arrivals {
  /** Minutes before the dump at which the first span begins. */
  readonly fromMinutes: number;
  readonly spanMinutes: number;
  /** The oldest first. */
  readonly counts: readonly number[];
  /** Goroutines that came before the first span, at a moment that the dump does not tell. */
  readonly before: number;
}

export interface WaitVerdict {
  readonly kind: WaitKind;
  /** Null where the waits alone are no sign of a leak. */
  readonly grade: Extract<Grade, 'rising' | 'watch' | 'likely'> | null;
  /** How many came a minute and stayed; null unless they accumulate. */
  readonly perMinute: number | null;
  /** Minutes before the dump at which the oldest of them came; null unless they accumulate or are a backlog. */
  readonly onsetMinutes: number | null;
  /** The onset is a lower bound: it lies before the first garbage collection. */
  readonly onsetIsBound: boolean;
  /** Between the oldest and the youngest that were judged. */
  readonly spanMinutes: number;
  /** For kind `lifetime`: half of them leave within so many minutes. */
  readonly halfLifeMinutes: number | null;
  /** How many goroutines the kind is about: a stack may hold others beside them. */
  readonly goroutines: number;
  /** One sentence for people. */
  readonly sentence: string;
  /** The reasons, in sentences, the strongest first. */
  readonly evidence: readonly string[];
  readonly arrivals: Arrivals | null;
}
