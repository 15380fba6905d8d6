// Groups the profiles of an answer. A profile is interpreted once for all queries that share its fetch.
import { groupSteps, type GroupInput, type GroupQuestion } from '../../../core/analysis/group.ts';
import type { Grouped } from '../../../core/analysis/model.ts';
import { MatchBudget } from '../../../core/match-budget.ts';
import type { Notice, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Profile } from '../../../core/profile/model.ts';
import { typeFacts } from '../type-facts.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { InterpretedProfile, InterpretOptions } from '../../../core/stack/model.ts';
import type { Steps } from '../../../core/steps.ts';
import type { FrameMeta, FrameStat } from '../../../frames/model.ts';
import { takeTurns } from '../../loop-turns.ts';
import { cancelledProblem, type Ask } from '../ask.ts';
import { gather } from '../gather/gather.ts';
import { pickIgnore } from '../ignore-rules.ts';
import { unjudged, type Judgement } from '../judgement.ts';
import { noteFolded, noteIgnored, noteUntried } from '../words/notices.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { noteJudgement, readVerdicts } from './verdicts.ts';
import { interpretations } from '../../interpretations.ts';

/** The groups of an answer with their notices and statistics. */
export interface GroupedAnswer {
  readonly gathered: Gathered;
  readonly grouped: Grouped;
  readonly judgement: Judgement;
  readonly notices: readonly Notice[];
}

export async function gatherGroups(ask: Ask): Promise<Result<GroupedAnswer>> {
  const gathered = await gather(ask);
  if (!gathered.ok) return gathered;
  const judgement = await readVerdicts(ask, gathered.value.kept);
  if (!judgement.ok) return judgement;
  const answer = await takeTurns(groupGathered(ask, gathered.value, judgement.value), ask.signal);
  return answer ?? fail(cancelledProblem);
}

/** Returns the interpreted profiles of an answer. */
export function listInputs(ask: Ask, gathered: Gathered): readonly GroupInput[] {
  return gathered.snapshots.map((snapshot) => understand(ask, gathered, snapshot));
}

/** `listInputs` in steps that yield to other work, because a fleet has many profiles. */
export function* listSteps(ask: Ask, gathered: Gathered): Steps<readonly GroupInput[]> {
  const inputs: GroupInput[] = [];
  for (const snapshot of gathered.snapshots) {
    inputs.push(understand(ask, gathered, snapshot));
    yield;
  }
  return inputs;
}

function understand(
  ask: Ask,
  { labelKeys }: Gathered,
  { target, profile, interpreted }: Gathered['snapshots'][number],
): GroupInput {
  const { ownCode } = ask.ref.settings;
  return { labels: target.labels, profile: interpreted ?? interpretOnce(profile, { ownCode, labelKeys }) };
}

/** Builds the grouping options of a query whose results are split by `per`. */
export function makeQuestion(ask: Ask, per: readonly string[], judgement: Judgement = unjudged): GroupQuestion {
  return {
    groupBy: ask.query.groupBy,
    per,
    filter: ask.query.filter,
    ignore: pickIgnore(ask, judgement),
    verdicts: judgement.lookup,
    alerting: typeFacts[ask.query.queryType].wakes,
    groupsLimit: ask.ref.settings.bounds.groupsPerProfile,
    matching: new MatchBudget(),
  };
}

function* groupGathered(ask: Ask, gathered: Gathered, judgement: Judgement): Steps<Result<GroupedAnswer>> {
  const question = makeQuestion(ask, gathered.per, judgement);
  const grouped = yield* groupSteps(yield* listSteps(ask, gathered), question);
  if (!grouped.ok) return grouped;
  const { notices } = gathered;
  return succeed({
    gathered,
    grouped: grouped.value,
    judgement,
    notices: [
      ...notices,
      ...noteFolded(grouped.value, question.groupsLimit),
      ...noteIgnored(grouped.value),
      ...noteUntried(question.matching?.untried ?? 0),
      ...(ask.query.filter.minGrade === undefined ? [] : noteJudgement(judgement, ask)),
    ],
  });
}

/** The query as parsed, as text, without a pasted dump. */
export function formatQuery({ query }: Pick<Ask, 'query'>): string {
  const { inline: _, ...parameters } = query;
  return JSON.stringify(parameters);
}

/** Builds the frame's meta: notices, statistics, and the executed requests. */
export function describeAnswer(ask: Ask, answer: GroupedAnswer, notices: readonly Notice[]): FrameMeta {
  return {
    notices,
    stats: [...answer.gathered.stats, ...countGoroutines(answer.grouped)],
    executedQueryString: `${answer.gathered.executed}\n${formatQuery(ask)}`,
  };
}

function countGoroutines(grouped: Grouped): readonly FrameStat[] {
  return [
    { displayName: 'Goroutines', value: grouped.goroutines },
    { displayName: 'Stacks', value: grouped.groups.length },
    { displayName: 'Goroutines that the filter left out', value: grouped.filtered },
    { displayName: 'Goroutines that ignore rules left out', value: grouped.ignored.goroutines },
    { displayName: 'Goroutines that wrote the profiles', value: grouped.profilers },
  ];
}

/** Keyed by the profile, so that the interpretation lives as long as the profile. */
const byProfile = new WeakMap<Profile, { readonly key: string; readonly profile: InterpretedProfile }>();

function interpretOnce(profile: Profile, options: InterpretOptions): InterpretedProfile {
  const key = JSON.stringify([options.ownCode, options.labelKeys]);
  const known = byProfile.get(profile);
  if (known?.key === key) return known.profile;
  const interpreted = interpretProfile(profile, options, interpretations);
  byProfile.set(profile, { key, profile: interpreted });
  return interpreted;
}
