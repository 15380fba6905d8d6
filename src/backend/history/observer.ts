// What histories report to the plugin's own metrics. No entry names a data source or a target.

/** A summary of one data source's history. */
export interface HistoryGlance {
  readonly bytes: number;
  readonly targets: number;
  readonly isPaused: boolean;
  readonly sampledTargets: number;
  /** Number of targets that are sampled less often than configured, or not at all, to spare them. */
  readonly heldBackTargets: number;
  readonly inProgress: number;
  /** An estimate of the memory of verdicts. */
  readonly verdictBytes: number;
}

export interface HistoryObserver {
  /** `outcome`: `kept`, or the code of the problem that lost the sample. */
  readonly onSample: (outcome: string, tookMs: number) => void;
  /** Called once at the start with a function that lists all histories. */
  readonly onList: (list: () => readonly HistoryGlance[]) => void;
}
