// What was judged of a process, in a form that JSON can hold. It changes with each sample and is small beside the rest
// of a process's past, so it is stored more often.
import type { Fingerprint } from '../../stack/model.ts';
import type { ProcessPast } from './process-past.ts';
import { restoreTrend, type SavedTrend } from './saved-process.ts';

/** The stacks with a verdict. */
export type SavedJudgements = readonly (readonly [Fingerprint, SavedTrend])[];

export function saveJudgements({ stacks }: ProcessPast): SavedJudgements {
  return [...stacks].flatMap(([fingerprint, { held }]) => (held === undefined ? [] : [[fingerprint, held] as const]));
}

/** Replaces all verdicts of the process by those that were saved after the same samples. */
export function restoreJudgements(process: ProcessPast, saved: SavedJudgements): void {
  const trends = new Map(saved);
  for (const [fingerprint, past] of process.stacks) past.held = restoreTrend(trends.get(fingerprint));
  process.memoryGrowth = undefined;
}
