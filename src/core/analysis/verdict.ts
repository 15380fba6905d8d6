// What a single profile says about a leak. Whether counts grow takes more than one; that verdict is made elsewhere.
import type { InterpretedEntry } from '../stack/model.ts';
import { grades, type Grade, type Group } from './model.ts';

/** Waits that nothing in the program can end. */
export const endlessStates: ReadonlySet<string> = new Set([
  'chan receive (nil chan)',
  'chan send (nil chan)',
  'select (no cases)',
]);

/** So many goroutines of one process at one place are worth a look, grow they or not (LeakProf's figure). */
export const crowdedAt = 10_000;

/**
 * How many of an entry's goroutines, `count` of which were asked for, this profile proves to be leaked: the runtime's own mark, or a wait that nothing
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

/** Whether a grade is at least as sure as another. */
export function reachesGrade(grade: Grade | null, least: Grade): boolean {
  return grade !== null && grades.indexOf(grade) >= grades.indexOf(least);
}
