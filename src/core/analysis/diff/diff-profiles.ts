// Compares two sets of profiles. Bounds on whole groups apply to the pair, so a group that rose above a bound counts as
// grown, not as new.
import type { Result } from '../../problem.ts';
import { succeed } from '../../problem.ts';
import { finish, type Steps } from '../../steps.ts';
import { groupSteps } from '../group.ts';
import type { GroupInput, GroupQuestion } from '../group.ts';
import type { Filter } from '../model.ts';
import { gradeGroup, reachesGrade } from '../verdict.ts';
import { alignStates } from './align-states.ts';
import { diffGroups } from './diff-groups.ts';
import type { GroupChange, GroupDiff, SideAccount } from './model.ts';

export interface ProfilesDiff extends GroupDiff {
  /** Stacks whose exact state only one side knows; both sides use the less exact one. */
  readonly openStacks: number;
}

/**
 * Computes what changed from `before` to `after`. `minCount` applies to the larger of a group's two counts; `minGrade`
 * to the group after, or before if it is gone. Fails like `groupProfiles`, with the field.
 */
export function diffProfiles(...asked: Parameters<typeof diffSteps>): Result<ProfilesDiff> {
  return finish(diffSteps(...asked));
}

/** `diffProfiles`, in steps. */
export function* diffSteps(
  before: readonly GroupInput[],
  after: readonly GroupInput[],
  question: GroupQuestion,
): Steps<Result<ProfilesDiff>> {
  const { minCount: _, minGrade: __, ...filter } = question.filter;
  const aligned = alignStates(
    before.map(({ profile }) => profile),
    after.map(({ profile }) => profile),
  );
  const replace = (inputs: readonly GroupInput[], profiles: typeof aligned.before) =>
    inputs.map((input, index) => ({ ...input, profile: profiles[index] ?? input.profile }));
  const earlier = yield* groupSteps(replace(before, aligned.before), { ...question, filter });
  if (!earlier.ok) return earlier;
  const now = yield* groupSteps(replace(after, aligned.after), { ...question, filter });
  if (!now.ok) return now;
  yield;
  const diff = diffGroups(earlier.value, now.value);
  return succeed({ ...leaveOut(diff, question.filter), openStacks: aligned.stacks });
}

function leaveOut(diff: GroupDiff, filter: Filter): GroupDiff {
  const unwanted = [...diff.changes, ...diff.same].filter((change) => !isWanted(change, filter));
  const account = (side: 'before' | 'after'): SideAccount => ({
    ...diff[side],
    filtered: diff[side].filtered + unwanted.reduce((sum, change) => sum + change[side], 0),
  });
  return {
    changes: diff.changes.filter((change) => isWanted(change, filter)),
    same: diff.same.filter((change) => isWanted(change, filter)),
    before: account('before'),
    after: account('after'),
  };
}

function isWanted({ before, after, group }: GroupChange, { minCount, minGrade }: Filter): boolean {
  if (minCount !== undefined && Math.max(before, after) < minCount) return false;
  return minGrade === undefined || reachesGrade(gradeGroup(group), minGrade);
}
