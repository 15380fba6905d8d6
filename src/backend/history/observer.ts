// What the plugin's own metrics are told of histories. Nothing in it names a data source or a target.

/** One data source's history at a glance. */
export interface HistoryGlance {
  readonly bytes: number;
  readonly targets: number;
  readonly isPaused: boolean;
  readonly sampledTargets: number;
  /** Sampled more rarely than the settings say, or not at all, to spare them. */
  readonly heldBackTargets: number;
  readonly inProgress: number;
}

export interface HistoryObserver {
  /** `outcome`: `kept`, or the code of the problem that lost it. */
  readonly onSample: (outcome: string, tookMs: number) => void;
  /** Told once, at the start: how to look at all histories. */
  readonly onList: (list: () => readonly HistoryGlance[]) => void;
}
