// The answer to `trend`: the count of each group over time. A range that ends now starts with a fetch, so that the
// newest point is present in the first answer.
import type { Group } from '../../../core/analysis/model.ts';
import type { Sorter } from '../../../core/analysis/sort-entries.ts';
import type { VerdictLookup } from '../../../core/analysis/verdict.ts';
import type { Labels } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { labelGroup } from '../../../frames/group-labels.ts';
import type { FrameMeta } from '../../../frames/model.ts';
import { makeOtherGroup } from '../../../frames/other-group.ts';
import { frameTrend, type TrendSeries } from '../../../frames/trend.ts';
import { TooManyValues, type ReadAccount } from '../../history/port.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { gatherLive } from '../gather/live.ts';
import { compilePastSorter, noteBeginning, pickStacks, readPast } from '../gather/read-past.ts';
import { noteMissingNow } from '../words/notices.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { sumRest, sumTrend, type TrendGroup, type TrendSum } from '../rows/trend-groups.ts';
import { planSteps, type Steps } from '../rows/trend-steps.ts';
import { noteJudgement, readVerdicts } from '../rows/verdicts.ts';

export const answerTrend: Answerer = async (ask) => {
  const { query, fromMs, toMs } = ask;
  if (query.inline !== undefined) return fail(refuseInline());
  if (!(toMs > fromMs) || fromMs < 0) return fail(refuseRange());
  // A query that has no past is refused before any target is asked.
  const sortable = compilePastSorter(ask);
  if (!sortable.ok) return sortable;
  const live = await lookNow(ask);
  const judgement = await readVerdicts(ask, undefined);
  if (!judgement.ok) return judgement;
  const sort = compilePastSorter(ask, judgement.value);
  if (!sort.ok) return sort;

  const read = await readSum(ask, sort.value, judgement.value.lookup);
  if (!read.ok) return read;
  const { sum, account, isCoarse } = read.value;
  const { resolution, timesMs } = read.value.steps;
  if (account.dataFromMs === null && !live.ok) return live;

  const groups = sum.finish();
  const limit = Math.min(query.limit, ask.ref.settings.bounds.series);
  const notices: readonly Notice[] = [
    ...(live.ok ? live.value : [noteMissingNow(live.problem)]),
    ...account.notices,
    ...noteBeginning(account, fromMs, resolution.stepMs),
    ...noteNothing(account.dataFromMs),
    ...(query.filter.minGrade === undefined ? [] : noteJudgement(judgement.value, ask)),
    ...noteRest(groups.length, limit),
    ...(isCoarse ? [noteCoarse(groups.length, resolution.points)] : []),
  ];
  const meta: FrameMeta = {
    notices,
    stats: [
      { displayName: 'Targets with data', value: account.targets },
      { displayName: 'Samples', value: account.samples },
      { displayName: 'Stacks', value: groups.length },
      { displayName: 'Step', value: resolution.stepMs, unit: 'ms' },
    ],
    executedQueryString: `history, every ${resolution.stepMs} ms\n${JSON.stringify(query)}`,
  };
  return succeed(
    frameTrend({
      timesMs,
      series: listSeries(ask, groups, limit, sum.untold()),
      legendFormat: query.legendFormat,
      meta,
    }),
  );
};

interface ReadSum {
  readonly sum: TrendSum;
  readonly steps: Steps;
  readonly account: ReadAccount;
  /** With very many stacks, the graph has fewer points than requested. */
  readonly isCoarse: boolean;
}

/** Reads with as many points as the number of stacks allows. */
async function readSum(ask: Ask, sort: Sorter, lookup: VerdictLookup | undefined): Promise<Result<ReadSum>> {
  const { query, fromMs, toMs, signal } = ask;
  const maxValues = limits.historyValues.value;
  let { maxDataPoints } = ask;
  for (let isCoarse = false; ; isCoarse = true) {
    const steps = planSteps({ fromMs, toMs }, { ...ask, maxDataPoints });
    const { resolution } = steps;
    const sum = sumTrend(query, sort, resolution.points, lookup, maxValues);
    let excess: TooManyValues | undefined;
    const account = await readPast(ask, async (engine) => {
      try {
        const stacks = pickStacks(query);
        const question = {
          kind: query.profile,
          targets: query.targets,
          resolution,
          ...stacks,
          maxValues,
          figures: false,
        };
        return await (engine.sumRange?.({ ...question, by: query.per }, sum.add, signal) ??
          engine.readRange(question, sum.add, signal));
      } catch (error) {
        if (error instanceof TooManyValues) excess = error;
        throw error;
      }
    });
    if (account.ok) return succeed({ sum, steps, account: account.value, isCoarse });
    // Half as many points at least, so that this ends soon.
    const fewer = Math.floor(Math.min(resolution.points / 2, maxValues / (2 * (excess?.series ?? Infinity))));
    if (excess === undefined || excess.isStored || fewer < minPoints) return account;
    maxDataPoints = fewer;
  }
}

/** Without enough points there is no graph. */
const minPoints = 10;

function noteCoarse(groups: number, points: number): Notice {
  const text =
    `The graph has ${formatCount(points)} points, because it reads ${formatAmount(groups, 'group')}. Narrow the ` +
    'filter or the targets to get more points.';
  return { severity: 'info', text };
}

/** Adds the current profiles to history like any sample. If none is readable, the past is still shown. */
async function lookNow(ask: Ask): Promise<Result<readonly Notice[]>> {
  const { ports, ref, toMs } = ask;
  const { enabled, intervalMs } = ref.settings.sampling;
  // Where others sample, a profile that is fetched here adds no point.
  if (!enabled || ports.nowMs() - toMs > intervalMs) return succeed([]);
  const gathered = await gatherLive(ask, []);
  if (!gathered.ok) return gathered;
  await gathered.value.kept;
  return succeed(gathered.value.notices);
}

function listSeries(
  ask: Ask,
  groups: readonly TrendGroup[],
  limit: number,
  untold: Float64Array | undefined,
): readonly TrendSeries[] {
  const top = groups.slice(0, limit).map(({ group, values }) => ({ labels: labelGroup(group, ask.query), values }));
  const rest = groups.slice(limit);
  const values = sumRest(rest, untold);
  return values === undefined ? top : [...top, { labels: labelRest(ask), values }];
}

/** Contains no number of groups, because labels must be stable across refreshes. */
function labelRest(ask: Ask): Labels {
  const other: Group | undefined = makeOtherGroup({ groups: 1, count: 0, leaked: 0 }, noFolded);
  if (other === undefined) return {};
  const word = 'other';
  return labelGroup({ ...other, function: word, state: word, package: word, location: word }, ask.query);
}

const noFolded = { groups: 0, goroutines: 0 };

function noteRest(groups: number, limit: number): readonly Notice[] {
  if (groups <= limit) return [];
  const text =
    `${formatCount(limit)} of ${formatAmount(groups, 'group')} are shown (limit), those with the highest peaks. ` +
    `The other ${formatCount(groups - limit)} are summed in "other".`;
  return [{ severity: 'info', text }];
}

function noteNothing(dataFromMs: number | null): readonly Notice[] {
  if (dataFromMs !== null) return [];
  return [{ severity: 'info', text: 'There is no data of these targets yet: sampling has just begun, or is off.' }];
}

function refuseInline(): Problem {
  return refuse(
    'no_history',
    'inline',
    'A pasted dump is one moment and has no trend. Use "stacks", or remove the dump.',
  );
}

function refuseRange(): Problem {
  return refuse('no_range', 'time range', 'A trend needs a time range that begins before it ends.');
}
