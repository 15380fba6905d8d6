// What became of something that was given to history to keep.
import type { Problem } from '../../core/problem.ts';

/** `kept` once the sample would survive the end of this process. */
export type AppendOutcome =
  | { readonly outcome: 'kept' }
  /** Not safe yet: a server that is away is tried on, in bounded memory. */
  | { readonly outcome: 'waiting'; readonly problem: Problem }
  /** Not kept and not waiting: the next sample is tried again. */
  | { readonly outcome: 'dropped'; readonly problem: Problem };
