// The answer to `stacks`: the largest groups, and the rest in a row of its own.
import { foldRest } from '../../core/analysis/fold.ts';
import type { Grade, Group } from '../../core/analysis/model.ts';
import { explainGroup } from '../../core/analysis/explain-group.ts';
import { gradeSnapshot } from '../../core/analysis/verdict.ts';
import { succeed } from '../../core/problem.ts';
import { makeOtherGroup } from '../../frames/other-group.ts';
import { frameStacks } from '../../frames/stacks.ts';
import type { StackRow } from '../../frames/stacks.ts';
import type { Answerer } from './ask.ts';
import { describeAnswer, gatherGroups } from './group.ts';
import { noteLimit } from './notices.ts';

export const answerStacks: Answerer = async (ask) => {
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  const { gathered, grouped, notices } = answered.value;
  const { limit, groupBy } = ask.query;
  const { top, other } = foldRest(grouped.groups, limit);
  const rest = makeOtherGroup(other, grouped.folded);
  const rows = [...top.map(describeRow), ...(rest ? [{ ...describeRow(rest), grade: null }] : [])];
  const meta = describeAnswer(ask, answered.value, [
    ...notices,
    ...noteLimit(grouped.groups.length, limit, {
      goroutines: other.count,
      suspects: countSuspects(grouped.groups.slice(limit)),
    }),
  ]);
  return succeed([frameStacks({ rows, per: gathered.per, groupBy, meta })]);
};

/** Changes and growth take history, which is not there yet. */
function describeRow(group: Group): StackRow {
  const grade = gradeSnapshot(group);
  return { group, change: null, growthPerMinute: null, cause: nameCause(group, grade), grade };
}

/** A cause beside a library's healthy goroutines would be noise: suspects have one, and stacks with own code. */
function nameCause(group: Group, grade: Grade | null): string | null {
  const isOwn = group.frames.some((frame) => frame.own);
  return isOwn || grade !== null ? (explainGroup(group)?.cause ?? null) : null;
}

function countSuspects(groups: readonly Group[]): number {
  return groups.filter((group) => gradeSnapshot(group) !== null).length;
}
