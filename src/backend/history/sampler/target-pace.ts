// How one target is sampled, for the table of targets.

export interface TargetPace {
  /**
   * Time of the newest goroutine sample, in milliseconds since the epoch; null if there is none since sampling began.
   */
  readonly lastMs: number | null;
  /** Measured interval between samples; null for fewer than two. */
  readonly everyMs: number | null;
  /** Duration of the last fetch for a sample; null if there was none. */
  readonly tookMs: number | null;
  /** What prevents sampling as configured; null if nothing does. */
  readonly hindrance: Hindrance | null;
}

export type Hindrance =
  /** The target is too close to its memory limit to be sampled. */
  | { readonly kind: 'paused'; readonly costBytes: number; readonly leftBytes: number }
  /** The target is near its memory limit: one sample in this many turns. */
  | { readonly kind: 'memory'; readonly turns: number }
  /** Number of consecutive failed turns, including the last. */
  | { readonly kind: 'missed'; readonly turns: number }
  /** The mean fetch takes more than its share of the target's time. */
  | { readonly kind: 'duration'; readonly meanMs: number };
