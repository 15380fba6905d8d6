// The answer to `verdict`: one row per service that says whether it leaks and how certain that is.
import { nameBound } from '../../../core/bound-titles.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Filter } from '../../../core/analysis/model.ts';
import { frameVerdicts } from '../../../frames/verdict.ts';
import { refuse, type Answerer } from '../ask.ts';
import type { Gathered } from '../gather/snapshot.ts';
import type { Judgement } from '../judgement.ts';
import { formatQuery } from '../rows/group.ts';
import { addLocks, judgeMoment, listTargets, lookAndJudge } from '../rows/moment.ts';
import { judgeAsked } from '../rows/service-verdicts.ts';
import { sortSuspects } from '../rows/sort-suspects.ts';
import { makeLookup, noteJudgement } from '../rows/verdicts.ts';
import { noteMissingNow } from '../words/notices.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export const answerVerdict: Answerer = async (ask) => {
  const wrong = checkFields(ask.query.filter);
  if (wrong) return fail(wrong);
  const targets = await listTargets(ask);
  if (!targets.ok) return targets;
  const { looked, judgement } = await lookAndJudge(ask);
  if (!looked.ok && (ask.query.inline !== undefined || looked.problem.code === 'cancelled')) return looked;
  if (!judgement.ok) return judgement;
  const gathered = looked.ok ? looked.value : undefined;
  const judged = judgement.value.judged?.verdicts;
  const verdicts = judged === undefined ? judgeMoment(ask, gathered) : addLocks(ask, judged, gathered);
  const per = gathered?.per ?? ask.query.per;
  const known: Judgement = { ...judgement.value, lookup: makeLookup(verdicts.suspects, per) };
  const sorted = sortSuspects(ask, known, verdicts.suspects);
  if (!sorted.ok) return sorted;
  const { shown, ignored } = sorted.value;
  const rows = judgeAsked(ask, {
    verdicts: { ...verdicts, suspects: shown },
    per,
    targets: targets.value,
    failed: looked.ok ? (gathered?.failed ?? []) : (targets.value ?? []),
  });
  const limit = ask.ref.settings.bounds.series;
  const meta = {
    notices: [
      ...(looked.ok ? (gathered?.notices ?? []) : [noteMissingNow(looked.problem)]),
      ...noteJudgement(judgement.value, ask),
      ...noteIgnored(ignored.length),
      ...noteRest(rows.length, limit),
    ],
    stats: [
      ...(gathered?.stats ?? []),
      { displayName: 'Leaking', value: rows.filter(({ state }) => state === 'leaking').length },
      { displayName: 'Unknown', value: rows.filter(({ state }) => state === 'unknown').length },
    ],
    executedQueryString: `${describeSource(gathered)}\n${formatQuery(ask)}`,
  };
  return succeed([frameVerdicts({ rows: rows.slice(0, limit), per, meta })]);
};

/** A verdict concerns a whole service. */
function checkFields(filter: Filter): Problem | undefined {
  const [field] = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (field === undefined) return undefined;
  const message =
    'A verdict is about a whole service and takes no filter on stacks. Remove the filter, or ask for leak suspects.';
  return refuse('not_judged', `filter.${field}`, message);
}

function describeSource(gathered: Gathered | undefined): string {
  return gathered?.executed ?? 'history';
}

function noteIgnored(count: number): readonly Notice[] {
  if (count === 0) return [];
  const text = `${formatAmount(count, 'suspect is', 'suspects are')} left out of the verdicts by ignore rules; "Show ignored" counts them.`;
  return [{ severity: 'info', text }];
}

function noteRest(rows: number, limit: number): readonly Notice[] {
  if (rows <= limit) return [];
  const text = `${formatCount(limit)} of ${formatAmount(rows, 'service')} are shown (${nameBound('series')}), the most severe first. Choose fewer targets.`;
  return [{ severity: 'warning', text }];
}
