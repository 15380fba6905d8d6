// What `parked doctor` finds.

/**
 * - `fine`: it is there.
 * - `missing`: Parked works without it, and knows less.
 * - `broken`: the source cannot be read.
 */
type FindingState = 'fine' | 'missing' | 'broken';

export interface Finding {
  /** `parked`, `go`, a host or a file. */
  readonly about: string;
  readonly what: string;
  readonly state: FindingState;
  readonly text: string;
  /** One line that says how to repair it; empty if nothing is to be done. */
  readonly mend: string;
}
