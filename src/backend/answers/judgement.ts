// What the past says of the stacks that an answer is about.
import type { VerdictLookup } from '../../core/analysis/verdict.ts';
import type { Problem } from '../../core/problem.ts';
import type { Judged } from '../history/past.ts';

/** The verdicts that an answer goes by. All fields are undefined for a pasted dump. */
export interface Judgement {
  /** Undefined: growth is not judged. */
  readonly judged: Judged | undefined;
  readonly lookup: VerdictLookup | undefined;
  /** Why growth is not judged. */
  readonly problem: Problem | undefined;
}

/** Growth is not judged. */
export const unjudged: Judgement = { judged: undefined, lookup: undefined, problem: undefined };
