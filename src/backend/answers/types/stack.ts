// The answer to `stack`: all details of one stack, selected by fingerprint. Verdicts come from the samples, frames and
// counts from the newest profile. Either is enough for an answer.
import { noteMissingNow } from '../words/notices.ts';
import { explainGroup } from '../../../core/analysis/explain-group.ts';
import type { Group } from '../../../core/analysis/model.ts';
import { listFingerprints } from '../../../core/analysis/suspects/lockstep.ts';
import type { Suspect } from '../../../core/analysis/suspects/model.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { estimatePauseMs, isLockState, offerDump } from '../../../core/analysis/wait-for/offer-dump.ts';
import { makeSourcePlaces } from '../../../core/stack/source-place.ts';
import type { StackFrame } from '../../../core/stack/model.ts';
import type { DataFrame } from '../../../frames/model.ts';
import { frameStack, type CardFrame, type KeptDumpLink, type StackCard } from '../../../frames/stack.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import type { Judgement } from '../judgement.ts';
import { gatherGroups, type GroupedAnswer } from '../rows/group.ts';
import { linkFrame } from '../rows/source-links.ts';
import { readLockLines } from '../rows/lock-lines.ts';
import { addLocks, judgeMoment } from '../rows/moment.ts';
import { noteJudgement, readVerdicts } from '../rows/verdicts.ts';

export const answerStack: Answerer = async (ask) => {
  const [fingerprint, ...more] = ask.query.filter.fingerprints ?? [];
  if (fingerprint === undefined || more.length > 0) {
    const message = 'Say which stack, by one fingerprint of 16 digits.';
    return fail(refuse('invalid_query', 'filter.fingerprints', message));
  }
  // Combines all services.
  const own: Ask = {
    ...ask,
    query: { ...ask.query, groupBy: ['stack'], per: [], showIgnored: true },
    acceptsRecent: true,
  };
  const answered = await gatherGroups(own);
  if (!answered.ok && ask.query.inline !== undefined) return answered;
  const judgement = answered.ok ? succeed(answered.value.judgement) : await readVerdicts(own, undefined);
  if (!judgement.ok) return judgement;
  const gathered = answered.ok ? answered.value.gathered : undefined;
  const judged = judgement.value.judged?.verdicts;
  const verdicts = judged === undefined ? judgeMoment(own, gathered) : addLocks(own, judged, gathered);
  const suspect = verdicts.suspects.find((one) => listFingerprints(one).some((known) => known === fingerprint));
  if (!answered.ok && suspect === undefined) return answered;
  const parts = {
    keptDumps: await listKeptDumps(own),
    lockLines: await readLockLines(own, gathered, suspect?.locks ?? null),
  };
  return succeed([writeAnswer(own, fingerprint, answered, judgement.value, suspect, parts)]);
};

/** Empty if history keeps no dumps or cannot be read. Other answers report why. */
async function listKeptDumps({ past, query, ports, ref }: Ask): Promise<readonly KeptDumpLink[]> {
  const opened = await past.open();
  const listed = opened.ok
    ? await opened.value.evidence?.list(query.targets, { fromMs: 0, toMs: ports.nowMs() })
    : undefined;
  if (!listed?.ok) return [];
  const openBeforeMs = ports.nowMs() - ref.settings.sampling.intervalMs - 2_000;
  return listed.value
    .filter(({ dump }) => dump !== null)
    .map(({ target, atMs, goroutines }) => ({
      atMs,
      goroutines,
      instance: target['instance'] ?? '',
      isOpen: atMs < openBeforeMs,
    }))
    .reverse();
}

function writeAnswer(
  ask: Ask,
  fingerprint: string,
  answered: Result<GroupedAnswer>,
  judgement: Judgement,
  suspect: Suspect | undefined,
  parts: Pick<StackCard, 'keptDumps' | 'lockLines'>,
): DataFrame {
  const groups = answered.ok ? answered.value.grouped.groups : [];
  const [largest] = groups;
  const frames = largest?.frames ?? suspect?.stack.frames ?? [];
  const card: StackCard = {
    source: ask.ref.instance.uid,
    fingerprint,
    function: largest?.function ?? suspect?.function ?? '',
    location: largest?.location ?? suspect?.location ?? '',
    count: answered.ok ? groups.reduce((sum, { count }) => sum + count, 0) : null,
    states: groups.map(({ state }) => state),
    frames: describeFrames(ask, frames),
    creator: groups.find(({ creator }) => creator !== null)?.creator ?? null,
    suspect,
    cause: explain(largest),
    unknown:
      suspect === undefined
        ? [...offerDumpOf(answered, groups), ...noteJudgement(judgement, ask).map(({ text }) => text)]
        : [],
    hasSourceLink: ask.ref.settings.sourceLink !== undefined,
    ...parts,
  };
  const notices = answered.ok ? answered.value.notices : [noteMissingNow(answered.problem)];
  const executed = answered.ok ? answered.value.gathered.executed : 'history';
  return frameStack(card, { notices, executedQueryString: `${executed}\nstack ${fingerprint}` });
}

/** For a stack that waits for a lock, if the profiles show no addresses. */
function offerDumpOf(answered: Result<GroupedAnswer>, groups: readonly Group[]): readonly string[] {
  if (!answered.ok || !groups.some(({ state }) => isLockState(state))) return [];
  const { snapshots } = answered.value.gathered;
  if (snapshots.some(({ profile }) => profile.entries.some(({ header }) => header !== undefined))) return [];
  const most = snapshots.reduce((largest, { profile }) => Math.max(largest, profile.goroutines), 0);
  return [offerDump(estimatePauseMs(most))];
}

function explain(group: Group | undefined): StackCard['cause'] {
  return group === undefined ? null : (explainGroup(group)?.cause ?? null);
}

function describeFrames(ask: Ask, frames: readonly StackFrame[]): readonly CardFrame[] {
  const place = makeSourcePlaces(new Set(frames.map(({ raw }) => raw)), ask.ref.settings.ownCode);
  return frames.map(({ name, raw, own }) => ({
    name,
    location: raw.file === '' ? '' : `${raw.file.slice(raw.file.lastIndexOf('/') + 1)}:${raw.line}`,
    own,
    url: own ? linkFrame(ask, place, raw, undefined) : null,
  }));
}
