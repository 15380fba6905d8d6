// Where a stack stands: one process of a service, with what is remembered of both.
import type { Labels } from '../../labels.ts';
import type { ProcessPast, StackPast } from './process-past.ts';

/** A stack at one process. */
export interface StackAt {
  readonly process: ProcessPast;
  readonly past: StackPast;
  /** Sampled of late; the past of the others still tells of their lives. */
  readonly alive: boolean;
}

export type LimitsOf = (target: Labels) => { readonly memoryBytes?: number; readonly goroutines?: number };
