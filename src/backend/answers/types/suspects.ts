// The answer to `suspects`: which stacks leak, since when, why, and what to change. Verdicts come from the samples, or
// without samples from what the current profile proves.
import type { ServiceVerdict } from '../../../core/analysis/service-model.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Diagnosis, Suspect, Verdicts } from '../../../core/analysis/suspects/model.ts';
import { readPackage } from '../../../core/analysis/grouping.ts';
import { mergeDiagnoses } from '../../../core/analysis/suspects/merge-diagnoses.ts';
import { reachesGrade } from '../../../core/analysis/verdict.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { FrameMeta } from '../../../frames/model.ts';
import { frameSuspects, type SuspectRow } from '../../../frames/suspects.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { listInputs, formatQuery } from '../rows/group.ts';
import { addLocks, judgeMoment, listTargets, lookAndJudge } from '../rows/moment.ts';
import { judgeAsked } from '../rows/service-verdicts.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { noteMissingNow } from '../words/notices.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { nameQueryField } from '../../../core/query/query-titles.ts';
import { formatSentences, formatSome, formatTime } from '../words/format.ts';
import { sortSuspects } from '../rows/sort-suspects.ts';
import { linkStacks } from '../rows/source-links.ts';
import { makeLookup, noteJudgement } from '../rows/verdicts.ts';
import type { Judgement } from '../judgement.ts';

export const answerSuspects: Answerer = async (ask) => {
  const wrong = checkFields(ask);
  if (wrong) return fail(wrong);
  const { looked, judgement } = await lookAndJudge(ask);
  if (!looked.ok && ask.query.inline !== undefined) return looked;
  if (!judgement.ok) return judgement;
  if (!looked.ok && judgement.value.judged === undefined) return looked;
  const gathered = looked.ok ? looked.value : undefined;
  const judged = judgement.value.judged?.verdicts;
  const verdicts = judged === undefined ? judgeMoment(ask, gathered) : addLocks(ask, judged, gathered);
  const per = gathered?.per ?? ask.query.per;
  const answered: Judgement = { ...judgement.value, lookup: makeLookup(verdicts.suspects, per) };
  const sorted = sortSuspects(
    ask,
    answered,
    verdicts.suspects.filter((suspect) => isAsked(ask, suspect)),
  );
  if (!sorted.ok) return sorted;
  const { shown, ignored } = sorted.value;
  const { limit } = ask.query;
  const unknown = shown.length > 0 ? [] : await listUnknown(ask, verdicts, gathered, per);
  const meta = {
    notices: [
      ...(looked.ok ? (gathered?.notices ?? []) : [noteMissingNow(looked.problem)]),
      ...noteJudgement(judgement.value, ask),
      ...noteMoment(ask, judgement.value),
      ...noteUnknown(unknown),
      ...noteDiagnoses(verdicts.diagnoses, shown),
      ...noteIgnored(ignored),
      ...noteRest(shown, limit),
    ],
    stats: [
      ...(gathered?.stats ?? []),
      { displayName: 'Suspects', value: shown.length },
      { displayName: 'Suspects that ignore rules left out', value: ignored.length },
    ],
    executedQueryString: `${gathered?.executed ?? 'history'}\n${formatQuery(ask)}`,
    ...(shown.length > 0 ? {} : { custom: describeNone(unknown, verdicts.suspects.length) }),
  };
  const rows = shown.slice(0, limit).map((suspect) => describeRow(ask, suspect, gathered));
  const frame = frameSuspects({ rows, per, isGrowthJudged: judgement.value.judged !== undefined, meta });
  return succeed([
    linkStacks(
      ask,
      frame,
      rows.map(({ suspect }) => suspect.stack),
    ),
  ]);
};

/** For an empty table: the services that could not be judged. */
async function listUnknown(
  ask: Ask,
  verdicts: Verdicts,
  gathered: Gathered | undefined,
  per: readonly string[],
): Promise<readonly ServiceVerdict[]> {
  const asked = await listTargets(ask);
  const targets = asked.ok ? asked.value : undefined;
  const failed = gathered?.failed ?? targets ?? [];
  const rows = judgeAsked(ask, { verdicts: { ...verdicts, suspects: [] }, per, targets, failed });
  return rows.filter(({ state }) => state === 'unknown');
}

/** The meaning of an empty table: `quiet`, `hidden` (by the filter or ignore rules) or `unknown`, with the reasons. */
function describeNone(unknown: readonly ServiceVerdict[], suspects: number): NonNullable<FrameMeta['custom']> {
  if (unknown.length > 0) return { none: 'unknown', why: unknown.slice(0, maxNotices).map(formatVerdict) };
  return { none: suspects > 0 ? 'hidden' : 'quiet', why: [] };
}

/** The diagnoses already report services that are too early to judge. */
function noteUnknown(unknown: readonly ServiceVerdict[]): readonly Notice[] {
  const told = unknown.filter(({ reason }) => reason !== 'too-early');
  if (told.length === 0) return [];
  const text = `Whether ${formatAmount(told.length, 'service')} leak${told.length === 1 ? 's' : ''} is not known. ${formatSentences(told.map(formatVerdict))}`;
  return [{ severity: 'warning', text }];
}

function formatVerdict({ per, sentence }: ServiceVerdict): string {
  const name = nameLabels(per);
  return name === '' ? sentence : `${name}: ${sentence}`;
}

function nameLabels(per: Labels): string {
  return Object.values(per)
    .filter((value) => value !== '')
    .join(', ');
}

/** Verdicts concern whole stacks of whole processes. */
function checkFields({ query }: Ask): Problem | undefined {
  const { creator, minWaitMinutes = 0, labels = [] } = query.filter;
  const field =
    creator !== undefined
      ? 'filter.creator'
      : minWaitMinutes > 0
        ? 'filter.minWaitMinutes'
        : labels.length > 0
          ? 'filter.labels'
          : undefined;
  if (field === undefined) return undefined;
  const message = `Suspects are judged by the history of a stack, which is not split by "${nameQueryField(field)}". Remove the field, or ask for stacks.`;
  return refuse('not_judged', field, message);
}

/** A query for the leak profile wants only what that profile lists. */
function isAsked({ query }: Ask, { count, grade, proven }: Suspect): boolean {
  const { minCount = 0, minGrade } = query.filter;
  if (query.profile === 'goroutineleak' && proven === 0) return false;
  return count >= minCount && (minGrade === undefined || reachesGrade(grade, minGrade));
}

function describeRow(ask: Ask, suspect: Suspect, gathered: Gathered | undefined): SuspectRow {
  const { stack, changed } = suspect;
  const frame = stack.frames[stack.keyFrame];
  return {
    suspect,
    changedThen: changed === null ? null : describeChange(changed),
    rawFunction: frame?.raw.function ?? '',
    package: readPackage(frame),
    creator: ask.query.inline === undefined ? null : findCreator(ask, suspect, gathered),
  };
}

function describeChange({ kind, atMs, build, buildBefore }: NonNullable<Suspect['changed']>): string {
  if (kind === 'restart') return `A restart at ${formatTime(atMs)}.`;
  return `A new build at ${formatTime(atMs)}: ${buildBefore ?? 'unknown'}, then ${build ?? 'unknown'}.`;
}

/** The most frequent creator of the stack's goroutines. Null unless a dump was read. */
function findCreator(ask: Ask, { fingerprint }: Suspect, gathered: Gathered | undefined): string | null {
  const entries = gathered === undefined ? [] : listInputs(ask, gathered).flatMap(({ profile }) => profile.entries);
  const own = entries.filter(({ stack }) => stack.fingerprint === fingerprint);
  const largest = own.reduce<(typeof own)[number] | undefined>(
    (most, one) => (most === undefined || one.entry.count > most.entry.count ? one : most),
    undefined,
  );
  return largest?.creator ?? null;
}

/** Reports that sampling is off if only one point in time was graded. */
function noteMoment({ ref, query }: Ask, { judged }: Judgement): readonly Notice[] {
  if (judged !== undefined || query.inline !== undefined || ref.settings.sampling.enabled) return [];
  const text = 'Sampling is off in this data source, and its history has no samples of these targets.';
  return [{ severity: 'info', text }];
}

const maxNotices = 3;

/**
 * Explains why services have no suspects, each reason once. If some are shown, only reasons that point elsewhere are
 * reported.
 */
function noteDiagnoses(diagnoses: readonly Diagnosis[], shown: readonly Suspect[]): readonly Notice[] {
  const told = mergeDiagnoses(
    diagnoses.filter(({ kind }) => shown.length === 0 || (kind !== 'level' && kind !== 'too-early')),
  );
  const notices = told.slice(0, maxNotices).map(({ services, text, next }): Notice => {
    const names = formatSome(services.map(nameLabels).filter((name) => name !== ''));
    return { severity: 'info', text: [names === '' ? text : `${names}: ${text}`, next].join(' ').trim() };
  });
  const rest = told.length - notices.length;
  return rest > 0 ? [...notices, { severity: 'info', text: `And ${formatCount(rest)} more of this kind.` }] : notices;
}

function noteIgnored(ignored: readonly Suspect[]): readonly Notice[] {
  if (ignored.length === 0) return [];
  const text =
    `${formatAmount(ignored.length, 'suspect is', 'suspects are')} left out by ignore rules, because they have ` +
    'no proof and their stacks are usually healthy. "Show ignored" includes them.';
  return [{ severity: 'info', text }];
}

function noteRest(shown: readonly Suspect[], limit: number): readonly Notice[] {
  if (shown.length <= limit) return [];
  const text = `${formatCount(limit)} of ${formatAmount(shown.length, 'suspect')} are shown (limit), the most severe first.`;
  return [{ severity: 'info', text }];
}
