// Suspects of the first minutes: what cannot be judged yet is not counted as growth by the verdict, but it was counted.
import type { StackRow, SuspectRow } from '../model.ts';

/** The growth over the range, for suspects whose verdict names none. */
export function addGrowth(
  suspects: readonly SuspectRow[] | undefined,
  stacks: readonly StackRow[] | undefined,
): readonly SuspectRow[] | undefined {
  if (suspects === undefined || stacks === undefined) return suspects;
  const known = new Map(stacks.map(({ id, growthPerMinute }) => [id, growthPerMinute]));
  return suspects.map((suspect) =>
    suspect.growthPerMinute ? suspect : { ...suspect, growthPerMinute: known.get(suspect.id) ?? null },
  );
}
