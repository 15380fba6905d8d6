// The answer to `stacks`: the largest groups, and the rest in one row.
import { currentIntervals } from '../../../core/agreed-times.ts';
import { foldRest } from '../../../core/analysis/fold.ts';
import type { Grade, Group } from '../../../core/analysis/model.ts';
import { explainGroup } from '../../../core/analysis/explain-group.ts';
import { gradeGroup } from '../../../core/analysis/verdict.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import { makeOtherGroup } from '../../../frames/other-group.ts';
import { frameStacks } from '../../../frames/stacks.ts';
import type { StackRow } from '../../../frames/stacks.ts';
import type { Answerer, Ask } from '../ask.ts';
import { readChanges, type Change } from '../rows/changes.ts';
import { describeAnswer, gatherGroups } from '../rows/group.ts';
import { noteLimit } from '../words/notices.ts';
import { noteBeginning } from '../gather/read-past.ts';
import { linkGroups } from '../rows/source-links.ts';
import { findJudgedMs, noteWaiting } from '../rows/verdicts.ts';
import type { Judgement } from '../judgement.ts';

export const answerStacks: Answerer = async (ask) => {
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  const { gathered, grouped, judgement, notices } = answered.value;
  const { limit, groupBy } = ask.query;
  const { top, other } = foldRest(grouped.groups, limit);
  const rest = makeOtherGroup(other, grouped.folded);
  const past = await findChanges(ask, judgement);
  const rows = [
    ...top.map((group) => describeRow(group, past.byKey.get(group.key))),
    ...(rest ? [{ ...describeRow(rest, undefined), grade: null }] : []),
  ];
  const meta = describeAnswer(ask, answered.value, [
    ...notices,
    ...past.notices,
    ...(judgement.judged && ask.query.filter.minGrade === undefined ? noteWaiting(judgement.judged) : []),
    ...noteLimit(grouped.groups.length, limit, {
      goroutines: other.count,
      suspects: countSuspects(grouped.groups.slice(limit)),
    }),
  ]);
  const frame = frameStacks({ rows, per: gathered.per, groupBy, meta });
  return succeed([
    linkGroups(
      ask,
      frame,
      rows.map(({ group }) => group),
    ),
  ]);
};

interface KnownChanges {
  readonly byKey: ReadonlyMap<string, Change>;
  readonly notices: readonly Notice[];
}

/** Without history these columns stay empty, because the table of the present must not fail. */
async function findChanges(ask: Ask, judgement: Judgement): Promise<KnownChanges> {
  const { query, fromMs, ports } = ask;
  const toMs = ask.toMs === 0 ? ports.nowMs() : ask.toMs;
  const nothing: KnownChanges = { byKey: new Map(), notices: [] };
  if (query.inline !== undefined || !(toMs > fromMs) || ask.toMs === 0) return nothing;
  const reading = readChanges(ask, { fromMs, toMs }, judgement);
  const isPast = findJudgedMs(ask) !== undefined;
  const done = isPast ? { value: await reading } : await ask.past.waitNow(reading);
  if (done === undefined) return { ...nothing, notices: [noteNoChanges(ask.past.late())] };
  const read = done.value;
  if (!read.ok && read.problem.code === 'history_away') return { ...nothing, notices: [noteNoChanges(read.problem)] };
  if (!read.ok || read.value.byKey.size === 0) return nothing;
  const { byKey, account } = read.value;
  return { byKey, notices: noteBeginning(account, fromMs, currentIntervals * ask.ref.settings.sampling.intervalMs) };
}

function noteNoChanges({ message, hosts = [] }: Problem): Notice {
  return { severity: 'warning', text: `Changes over the range are missing: ${message}`, hosts };
}

function describeRow(group: Group, past: Change | undefined): StackRow {
  const grade = gradeGroup(group);
  const { change = null, growthPerMinute = null } = past ?? {};
  return { group, change, growthPerMinute, cause: nameCause(group, grade), grade };
}

/** Set for suspects and for stacks with own code. For a library's healthy goroutines it would be noise. */
function nameCause(group: Group, grade: Grade | null): string | null {
  const isOwn = group.frames.some((frame) => frame.own);
  return isOwn || grade !== null ? (group.verdict?.cause ?? explainGroup(group)?.cause ?? null) : null;
}

function countSuspects(groups: readonly Group[]): number {
  return groups.filter((group) => gradeGroup(group) !== null).length;
}
