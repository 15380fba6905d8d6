// From the profiles of an answer to its groups. What a profile means is worked out once, however many panels and rules
// ask about it within the time they share its fetch.
import { groupSteps, type GroupInput, type GroupQuestion } from '../../../core/analysis/group.ts';
import type { Grouped } from '../../../core/analysis/model.ts';
import type { Notice, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { compileIgnore, type Ignore } from '../../../core/ignore/apply.ts';
import type { IgnoreSettings } from '../../../core/ignore/model.ts';
import type { Profile } from '../../../core/profile/model.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { InterpretedProfile, InterpretOptions } from '../../../core/stack/model.ts';
import type { Steps } from '../../../core/steps.ts';
import type { FrameMeta, FrameStat } from '../../../frames/model.ts';
import { takeTurns } from '../../loop-turns.ts';
import { nobodyWaits, type Ask } from '../ask.ts';
import { gather } from '../gather/gather.ts';
import { noteFolded, noteIgnored } from '../words/notices.ts';
import type { Gathered, Snapshot } from '../gather/snapshot.ts';
import { noteKnown, readVerdicts, unjudged, type Known } from './verdicts.ts';

/** The groups of an answer and everything that is said about them. */
export interface GroupedAnswer {
  readonly gathered: Gathered;
  readonly grouped: Grouped;
  readonly known: Known;
  readonly notices: readonly Notice[];
}

export async function gatherGroups(ask: Ask): Promise<Result<GroupedAnswer>> {
  const gathered = await gather(ask);
  if (!gathered.ok) return gathered;
  const known = await readVerdicts(ask, gathered.value.kept);
  if (!known.ok) return known;
  const answer = await takeTurns(groupGathered(ask, gathered.value, known.value), ask.signal);
  return answer ?? fail(nobodyWaits);
}

/** The profiles of an answer as what analyses take, understood. */
export function listInputs(ask: Ask, gathered: Gathered): readonly GroupInput[] {
  return gathered.snapshots.map((snapshot) => understand(ask, gathered, snapshot));
}

/** `listInputs`, in steps: the profiles of a fleet are more than anyone should wait for. */
export function* listSteps(ask: Ask, gathered: Gathered): Steps<readonly GroupInput[]> {
  const inputs: GroupInput[] = [];
  for (const snapshot of gathered.snapshots) {
    inputs.push(understand(ask, gathered, snapshot));
    yield;
  }
  return inputs;
}

function understand(ask: Ask, { labelKeys }: Gathered, { labels, profile, interpreted }: Snapshot): GroupInput {
  const { ownCode } = ask.ref.settings;
  return { labels, profile: interpreted ?? interpretOnce(profile, { ownCode, labelKeys }) };
}

/** What a query asks of profiles whose results are kept apart by `per`. */
export function makeQuestion(ask: Ask, per: readonly string[], known: Known = unjudged): GroupQuestion {
  return {
    groupBy: ask.query.groupBy,
    per,
    filter: ask.query.filter,
    ignore: pickIgnore(ask, known),
    verdicts: known.lookup,
    alerting: isAlerting(ask),
    groupsLimit: ask.ref.settings.bounds.groupsPerProfile,
  };
}

function* groupGathered(ask: Ask, gathered: Gathered, known: Known): Steps<Result<GroupedAnswer>> {
  const question = makeQuestion(ask, gathered.per, known);
  const grouped = yield* groupSteps(yield* listSteps(ask, gathered), question);
  if (!grouped.ok) return grouped;
  const { notices } = gathered;
  return succeed({
    gathered,
    grouped: grouped.value,
    known,
    notices: [
      ...notices,
      ...noteFolded(grouped.value, question.groupsLimit),
      ...noteIgnored(grouped.value),
      ...(ask.query.filter.minGrade === undefined ? [] : noteKnown(known, ask)),
    ],
  });
}

/** What a frame says besides its rows. */
export function describeAnswer(ask: Ask, answer: GroupedAnswer, notices: readonly Notice[]): FrameMeta {
  const { inline: _, ...parameters } = ask.query;
  return {
    notices,
    stats: [...answer.gathered.stats, ...countGoroutines(answer.grouped)],
    executedQueryString: `${answer.gathered.executed}\n${JSON.stringify(parameters)}`,
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

/** Numbers and series wake people: what is proven but harmless must not. */
export function isAlerting({ query }: Pick<Ask, 'query'>): boolean {
  return query.queryType === 'count' || query.queryType === 'trend';
}

/** Packs that nobody chose hide only where growth is judged: else a leak could be among what they hide. */
export function pickIgnore({ query, ref }: Pick<Ask, 'query' | 'ref'>, { judged }: Pick<Known, 'judged'>): Ignore {
  if (query.showIgnored) return [];
  const { packsAreDefault, ...ignore } = ref.settings.ignore;
  return compileOnce(packsAreDefault && judged === undefined ? { ...ignore, packs: [] } : ignore);
}

/** Profiles are shared by those who ask and let go by the targets: what they mean goes with them. */
const interpretations = new WeakMap<Profile, { readonly key: string; readonly profile: InterpretedProfile }>();

function interpretOnce(profile: Profile, options: InterpretOptions): InterpretedProfile {
  const key = JSON.stringify([options.ownCode, options.labelKeys]);
  const known = interpretations.get(profile);
  if (known?.key === key) return known.profile;
  const interpreted = interpretProfile(profile, options);
  interpretations.set(profile, { key, profile: interpreted });
  return interpreted;
}

/** Compiled rules remember names. Settings are read anew for each request, so they are told apart by what they say. */
const compiled = new Map<string, Ignore>();
const mostCompiled = 32;

export function compileOnce(settings: IgnoreSettings): Ignore {
  const key = JSON.stringify(settings);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const ignore = compileIgnore(settings);
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(key, ignore);
  return ignore;
}
