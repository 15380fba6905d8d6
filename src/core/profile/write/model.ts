// The profile that the writers take: stacks with their counts.
import type { Labels } from '../../labels.ts';
import type { Frame } from '../model.ts';

export interface WrittenStack {
  /** Innermost first; may be empty. */
  readonly frames: readonly Frame[];
  /** At least 1. */
  readonly count: number;
  /** State, pprof labels, labels of the target: everything that distinguishes this stack from others. */
  readonly labels: Labels;
}

export interface WrittenProfile {
  readonly kind: 'goroutine' | 'goroutineleak';
  /** Milliseconds since the epoch; undefined where unknown. */
  readonly timeMs: number | undefined;
  readonly stacks: readonly WrittenStack[];
  /** Sentences for the reader: what is missing, and how old the profile is. */
  readonly comments: readonly string[];
}
