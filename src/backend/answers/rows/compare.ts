// Reads both sides of a comparison, now and the baseline, with the same query.
import { alignOther, type AlignedOther } from '../../../core/analysis/diff/align-other.ts';
import { alignStates } from '../../../core/analysis/diff/align-states.ts';
import { diffSteps, type ProfilesDiff } from '../../../core/analysis/diff/diff-profiles.ts';
import type { GroupInput, GroupQuestion } from '../../../core/analysis/group.ts';
import type { Notice, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Baseline } from '../../../core/query/model.ts';
import type { FrameMeta } from '../../../frames/model.ts';
import { takeTurns } from '../../loop-turns.ts';
import { cancelledProblem, type Ask } from '../ask.ts';
import { findComparedPer, gatherBaseline, noteBaseline } from '../gather/baseline.ts';
import { gather } from '../gather/gather.ts';
import { listSteps, makeQuestion, formatQuery } from './group.ts';
import { noteFoldedSides, noteIgnored, noteUntried } from '../words/notices.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { formatAmount } from '../../../core/format.ts';
import { readVerdicts } from './verdicts.ts';

export interface Compared {
  readonly before: readonly GroupInput[];
  readonly after: readonly GroupInput[];
  readonly question: GroupQuestion;
  readonly diff: ProfilesDiff;
  readonly meta: FrameMeta;
}

/** A state that one side cannot determine is compared as unknown on both sides. */
export async function compareWith(ask: Ask, baseline: Baseline): Promise<Result<Compared>> {
  const now = await gather(ask);
  if (!now.ok) return now;
  const judgement = await readVerdicts(ask, now.value.kept);
  if (!judgement.ok) return judgement;
  const then = await gatherBaseline(ask, baseline);
  if (!then.ok) return then;
  const question = makeQuestion(ask, findComparedPer(ask, baseline, now.value), judgement.value);
  const compared = await takeTurns(compareSteps(ask, then.value, now.value, question), ask.signal);
  if (compared === undefined) return fail(cancelledProblem);
  const { before, after, untold, diff } = compared;
  if (!diff.ok) return diff;
  return succeed({
    before,
    after,
    question,
    diff: diff.value,
    meta: describe(ask, then.value, now.value, diff.value, untold, question),
  });
}

function* compareSteps(ask: Ask, then: Gathered, now: Gathered, question: GroupQuestion) {
  const { before, after, groups } = align(yield* listSteps(ask, then), yield* listSteps(ask, now));
  yield;
  return { before, after, untold: groups, diff: yield* diffSteps(before, after, question) };
}

/** Brings both sides to the states and groups that both can distinguish. */
export function align(before: readonly GroupInput[], after: readonly GroupInput[]): AlignedOther {
  const profiles = (inputs: readonly GroupInput[]) => inputs.map(({ profile }) => profile);
  const aligned = alignStates(profiles(before), profiles(after));
  const replace = (inputs: readonly GroupInput[], replaced: typeof aligned.before) =>
    inputs.map((input, index) => ({ ...input, profile: replaced[index] ?? input.profile }));
  return alignOther(replace(before, aligned.before), replace(after, aligned.after));
}

function describe(
  ask: Ask,
  then: Gathered,
  now: Gathered,
  diff: ProfilesDiff,
  untold: number,
  { groupsLimit, matching }: GroupQuestion,
): FrameMeta {
  return {
    notices: [
      ...now.notices,
      ...noteBaseline(then),
      ...noteOpen(diff),
      ...noteUntold(untold),
      ...noteFoldedSides(diff, groupsLimit),
      ...noteIgnored(diff.after),
      ...noteUntried(matching?.untried ?? 0),
    ],
    stats: [
      ...now.stats,
      { displayName: 'Goroutines', value: diff.after.goroutines },
      { displayName: 'Goroutines in the baseline', value: diff.before.goroutines },
      { displayName: 'Stacks that changed', value: diff.changes.length },
      { displayName: 'Stacks that stayed the same', value: diff.same.length },
    ],
    executedQueryString: `${now.executed}\ncompared with ${then.executed}\n${formatQuery(ask)}`,
  };
}

/** Groups that only one side distinguishes. */
export function noteUntold(groups: number): readonly Notice[] {
  if (groups === 0) return [];
  const text =
    `${formatAmount(groups, 'group')} of one side may be in "other" on the other side, where history stores the ` +
    'smallest groups as one sum. Small groups are compared within "other", and large groups with the highest ' +
    'count they can have had.';
  return [{ severity: 'info', text }];
}

function noteOpen({ openStacks }: ProfilesDiff): readonly Notice[] {
  if (openStacks === 0) return [];
  const text = `The states of ${formatAmount(openStacks, 'stack')} are compared only as precisely as debug=1 shows them.`;
  return [{ severity: 'info', text }];
}
