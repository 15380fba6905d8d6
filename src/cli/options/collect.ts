// The options of `parked collect`.

/** As commander passes them. */
export interface CollectOptions {
  readonly config?: string;
  /** Where pushed profiles are taken. */
  readonly receive?: string;
  /** Folders that profiles are dropped into. */
  readonly watch?: readonly string[];
  readonly listen?: string;
  readonly shard?: string;
  /** Reads the file, prints what it holds, and ends. */
  readonly check?: true;
}
