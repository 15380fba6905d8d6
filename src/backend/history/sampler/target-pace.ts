// How one target is sampled: what a table of a fleet says of it.

export interface TargetPace {
  /** Of the newest sample of goroutines, milliseconds since the epoch; null: none since sampling began. */
  readonly lastMs: number | null;
  /** Between two samples, measured; null: fewer than two. */
  readonly everyMs: number | null;
  /** How long the last fetch for a sample took; null: there was none. */
  readonly tookMs: number | null;
  /** What keeps it from being sampled as asked; null: nothing. */
  readonly hindrance: Hindrance | null;
}

export type Hindrance =
  /** Near its memory limit. */
  | { readonly kind: 'paused'; readonly costBytes: number; readonly leftBytes: number }
  /** The same, less so: one sample in so many turns. */
  | { readonly kind: 'memory'; readonly turns: number }
  /** So many turns in a row brought nothing, the last included. */
  | { readonly kind: 'missed'; readonly turns: number }
  /** Fetching takes so long that it would be more than its share of the target's time. */
  | { readonly kind: 'duration'; readonly meanMs: number };
