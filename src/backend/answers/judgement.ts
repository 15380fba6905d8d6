// The verdicts of history about the stacks of an answer.
import type { VerdictLookup } from '../../core/analysis/verdict.ts';
import type { Problem } from '../../core/problem.ts';
import type { Judged } from '../history/past.ts';

/** The verdicts for an answer. All fields are undefined for a pasted dump. */
export interface Judgement {
  /** Undefined if growth is not judged. */
  readonly judged: Judged | undefined;
  readonly lookup: VerdictLookup | undefined;
  /** Why growth is not judged. */
  readonly problem: Problem | undefined;
}

/** The value for answers without judged growth. */
export const unjudged: Judgement = { judged: undefined, lookup: undefined, problem: undefined };
