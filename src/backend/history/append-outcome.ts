// The result of storing something in history.
import type { Problem } from '../../core/problem.ts';

/** `kept`: the sample survives the end of this process. */
export type AppendOutcome =
  | { readonly outcome: 'kept' }
  /** Not stored yet: retries to an unreachable server continue, in bounded memory. */
  | { readonly outcome: 'waiting'; readonly problem: Problem }
  /** Not stored, and no retry follows. The next sample is tried again. */
  | { readonly outcome: 'dropped'; readonly problem: Problem };
