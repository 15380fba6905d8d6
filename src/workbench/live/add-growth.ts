// Adds measured growth to early suspects, whose verdict does not name a growth yet.
import type { StackRow, SuspectRow } from '../model.ts';

/** Adds the growth over the range to suspects without one in their verdict. */
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
