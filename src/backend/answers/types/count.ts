// The answer to `count`: one number per group, for alert rules. It has no top 20 and no "other": a stack that falls to
// rank 21 must not resolve its alert.
import { nameBound } from '../../../core/bound-titles.ts';
import { type Labels, labelsKey, pickLabels } from '../../../core/labels.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { frameCounts } from '../../../frames/count.ts';
import type { DataFrame } from '../../../frames/model.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { planCount, readCountValues, type CountValues } from '../rows/count-values.ts';
import type { GroupedAnswer } from '../rows/group.ts';
import { describeAnswer, gatherGroups } from '../rows/group.ts';
import { leaveFrameless } from '../rows/leave-frameless.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { formatCount } from '../../../core/format.ts';

export const answerCount: Answerer = async (ask) => {
  const plan = planCount(ask);
  if (!plan.ok) return plan;
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  const values = await readCountValues(ask, plan.value, answered.value.gathered, answered.value.judgement);
  return values.ok ? frame(ask, answered.value, values.value) : values;
};

function frame(ask: Ask, answer: GroupedAnswer, values: CountValues): Result<readonly DataFrame[]> {
  const { gathered, grouped, notices } = answer;
  const { query, ref } = ask;
  const named = leaveFrameless(ask, grouped.groups);
  const unknown = listUnknown(gathered);
  const zeros = query.zeroWhenEmpty && named.groups.length === 0 ? listZeros(gathered) : [];
  const numbers = named.groups.length + unknown.length + zeros.length;
  if (numbers > ref.settings.bounds.series) return fail(refuseSeries(numbers, ref.settings.bounds.series));
  return succeed(
    frameCounts({
      groups: named.groups,
      read: values.read,
      per: gathered.per,
      groupBy: query.groupBy,
      zeros,
      unknown,
      legendFormat: query.legendFormat,
      meta: describeAnswer(ask, answer, [...notices, ...named.notices, ...values.notices]),
    }),
  );
}

function refuseSeries(numbers: number, bound: number) {
  return refuse(
    'too_many_series',
    'filter',
    `This query gives ${formatCount(numbers)} numbers, and an answer has at most ${formatCount(bound)} ` +
      `(${nameBound('series')}). Parked refuses it, because missing numbers could resolve their alerts. Narrow it ` +
      'with a filter (function, state, "At least") or fewer targets, or group by something coarser.',
    422,
  );
}

/** One 0 for each set of `per` labels without a match. */
function listZeros(gathered: Gathered): readonly Labels[] {
  return distinct(gathered.snapshots.map((snapshot) => pickLabels(snapshot.target.labels, gathered.per)));
}

/**
 * The `per` label sets without a readable target. A label set with some readable targets is answered with their sum and
 * a notice.
 */
function listUnknown(gathered: Gathered): readonly Labels[] {
  const known = new Set(
    gathered.snapshots.map((snapshot) => labelsKey(pickLabels(snapshot.target.labels, gathered.per))),
  );
  const unknown = gathered.unknown.map((labels) => pickLabels(labels, gathered.per));
  return distinct(unknown).filter((labels) => !known.has(labelsKey(labels)));
}

function distinct(sets: readonly Labels[]): readonly Labels[] {
  return [...new Map(sets.map((labels) => [labelsKey(labels), labels])).values()];
}
