// The options of `parked collect`.

/** As commander hands them over. */
export interface CollectOptions {
  readonly config: string;
  readonly listen?: string;
  readonly shard?: string;
  /** Reads the file, says what is in it, and ends. */
  readonly check?: true;
}
