// The result of one round of queries.

/** One group of the answer to `stacks`. */
export interface StackCount {
  /** Fingerprint and state, which identify a group. */
  readonly key: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly function: string;
  readonly location: string;
  readonly count: number;
}

export interface Sample {
  /** When the profile was taken, milliseconds since the epoch. */
  readonly atMs: number;
  readonly stacks: readonly StackCount[];
}

export function keyOf(fingerprint: string, state: string): string {
  return `${fingerprint} ${state}`;
}

export function countGoroutines(sample: Sample): number {
  return sample.stacks.reduce((sum, stack) => sum + stack.count, 0);
}
