// What a single profile says about a leak. Whether counts grow takes more than one; that verdict is made elsewhere.
import type { Labels } from '../labels.ts';
import type { InterpretedEntry } from '../stack/model.ts';
import { grades, type Grade, type Group, type StackVerdict } from './model.ts';

/**
 * What is known of a stack from its past, by the labels of a target that has it; undefined for one that is no suspect.
 */
export type VerdictLookup = (target: Labels, fingerprint: string) => StackVerdict | undefined;

/** Waits that nothing in the program can end. */
export const endlessStates: ReadonlySet<string> = new Set([
  'chan receive (nil chan)',
  'chan send (nil chan)',
  'select (no cases)',
]);

/** So many goroutines of one process at one place are worth a look, grow they or not (LeakProf's figure). */
export const crowdedAt = 10_000;

/**
 * How many of an entry's goroutines, `count` of which were asked for, this profile proves to be leaked: the runtime's
 * own mark, or a wait that nothing
 * can end. The main goroutine is often parked for ever on purpose.
 */
export function countProven({ stack, entry }: InterpretedEntry, count: number, leaked: number): number {
  if (stack.main || stack.system || entry.folded) return 0;
  return Math.max(endlessStates.has(stack.state) ? count : leaked, 0);
}

/** The grade that one snapshot gives a group; null when it gives no sign of a leak. */
export function gradeSnapshot(group: Pick<Group, 'proven' | 'crowd'>): Grade | null {
  if (group.proven > 0) return 'proven';
  return group.crowd >= crowdedAt ? 'watch' : null;
}

/** The surer of what this moment shows and what the past does. */
export function gradeGroup(group: Pick<Group, 'proven' | 'crowd' | 'verdict'>): Grade | null {
  return pickSurer(gradeSnapshot(group), group.verdict?.grade ?? null);
}

function pickSurer(one: Grade | null, other: Grade | null): Grade | null {
  if (one === null || other === null) return one ?? other;
  return grades.indexOf(one) >= grades.indexOf(other) ? one : other;
}

/** The gravest of several; what is harmless comes last. */
export function pickGravest(verdicts: Iterable<StackVerdict | undefined>): StackVerdict | undefined {
  let gravest: StackVerdict | undefined;
  for (const verdict of verdicts) {
    if (verdict === undefined) continue;
    const more = gravest === undefined || weigh(verdict) > weigh(gravest);
    if (more) gravest = verdict;
  }
  return gravest;
}

function weigh({ grade, once }: StackVerdict): number {
  return once ? -1 : grades.indexOf(grade);
}

/** A stack that is a suspect of any grade is shown, whatever rules call it healthy: rules never hide growth. */
export function isSuspicious(verdict: StackVerdict | undefined): boolean {
  return verdict !== undefined && !verdict.once;
}

/** Whether a grade is at least as sure as another. */
export function reachesGrade(grade: Grade | null, least: Grade): boolean {
  return grade !== null && grades.indexOf(grade) >= grades.indexOf(least);
}
