// The options of `parked collect`.

/** As commander passes them. */
export interface CollectOptions {
  readonly config: string;
  readonly listen?: string;
  readonly shard?: string;
  /** Reads the file, prints what it holds, and ends. */
  readonly check?: true;
}
