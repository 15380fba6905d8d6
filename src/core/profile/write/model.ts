// What is written of a profile, whatever the form: stacks with their counts.
import type { Labels } from '../../labels.ts';
import type { Frame } from '../model.ts';

export interface WrittenStack {
  /** Innermost first; may be empty. */
  readonly frames: readonly Frame[];
  /** At least 1. */
  readonly count: number;
  /** State, pprof labels, labels of the target: whatever tells this stack from others. */
  readonly labels: Labels;
}

export interface WrittenProfile {
  readonly kind: 'goroutine' | 'goroutineleak';
  /** Milliseconds since the epoch; undefined: not known. */
  readonly timeMs: number | undefined;
  readonly stacks: readonly WrittenStack[];
  /** Sentences for whoever opens it: what is missing, and how old it is. */
  readonly comments: readonly string[];
}
