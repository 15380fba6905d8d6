// A stack at one process of a service, with the past of both.
import type { Labels } from '../../labels.ts';
import type { ProcessPast, StackPast } from './process-past.ts';

/** A stack at one process. */
export interface StackAt {
  readonly process: ProcessPast;
  readonly past: StackPast;
  /** Whether it was sampled recently. The past of the others still counts for lives. */
  readonly alive: boolean;
}

export type LimitsOf = (target: Labels) => { readonly memoryBytes?: number; readonly goroutines?: number };
