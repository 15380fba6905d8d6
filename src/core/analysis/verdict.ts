// The verdict that a single profile gives. Growth needs several profiles and is judged elsewhere.
import type { Labels } from '../labels.ts';
import type { InterpretedEntry } from '../stack/model.ts';
import { grades, type Grade, type Group, type StackVerdict } from './model.ts';

/** Returns the verdict from a stack's past, given the labels of a target that has it; undefined if it is no suspect. */
export type VerdictLookup = (target: Labels, fingerprint: string) => StackVerdict | undefined;

/** Waits that nothing in the program can end. */
export const endlessStates: ReadonlySet<string> = new Set([
  'chan receive (nil chan)',
  'chan send (nil chan)',
  'select (no cases)',
]);

/**
 * This many goroutines of one process at one location are worth a look even without growth (the threshold of Uber's
 * LeakProf).
 */
export const crowdedAt = 10_000;

/**
 * How many of the selected `count` goroutines of an entry this profile proves to be leaked, by the runtime's mark or a
 * wait that nothing can end. The main goroutine is left out, since it is often parked for ever on purpose.
 */
export function countProven({ stack, entry }: InterpretedEntry, count: number, leaked: number): number {
  if (stack.main || stack.system || entry.folded) return 0;
  return Math.max(endlessStates.has(stack.state) ? count : leaked, 0);
}

/** The grade that one snapshot gives; null if nothing suggests a leak. */
export function gradeSnapshot(group: Pick<Group, 'proven' | 'crowd'>): Grade | null {
  if (group.proven > 0) return 'proven';
  return group.crowd >= crowdedAt ? 'watch' : null;
}

/** The more certain grade of this profile and of the past. */
export function gradeGroup(group: Pick<Group, 'proven' | 'crowd' | 'verdict'>): Grade | null {
  return pickSurer(gradeSnapshot(group), group.verdict?.grade ?? null);
}

function pickSurer(one: Grade | null, other: Grade | null): Grade | null {
  if (one === null || other === null) return one ?? other;
  return grades.indexOf(one) >= grades.indexOf(other) ? one : other;
}

/** The most serious verdict of several; harmless ones rank last. */
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

/** Suspects of any grade are shown even if a rule calls them healthy. */
export function isSuspicious(verdict: StackVerdict | undefined): boolean {
  return verdict !== undefined && !verdict.once;
}

/** Whether a grade is at least as sure as another. */
export function reachesGrade(grade: Grade | null, least: Grade): boolean {
  return grade !== null && grades.indexOf(grade) >= grades.indexOf(least);
}
