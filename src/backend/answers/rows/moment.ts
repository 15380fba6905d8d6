// Prepares the current state for verdicts.
import { LifeTracker } from '../../../core/sample/lives.ts';
import { makeSample } from '../../../core/sample/make-sample.ts';
import { findLockTroubles } from '../../../core/analysis/wait-for/find-troubles.ts';
import { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { joinLocks } from '../../../core/analysis/suspects/join-locks.ts';
import type { Verdicts } from '../../../core/analysis/suspects/model.ts';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Notice, type Result } from '../../../core/problem.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { cancelledProblem, type Ask } from '../ask.ts';
import type { Judgement } from '../judgement.ts';
import { noteMissingNow } from '../words/notices.ts';
import { gatherInline } from '../gather/inline.ts';
import { gatherLive } from '../gather/live.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { listInputs } from './group.ts';
import { findJudgedMs, readVerdicts } from './verdicts.ts';

/** The targets now, which are undefined if no fetch is needed, and the verdicts of history. */
interface Moment {
  readonly looked: Result<Gathered | undefined>;
  readonly judgement: Result<Judgement>;
}

/**
 * Fetches the targets and judges them. Where other processes sample, a profile adds only what series do not carry, so
 * only the targets that may have it are fetched.
 */
export async function lookAndJudge(ask: Ask): Promise<Moment> {
  if (ask.query.inline !== undefined || ask.ref.settings.sampling.enabled || findJudgedMs(ask) !== undefined) {
    const looked = await lookNow(ask);
    return { looked, judgement: await readVerdicts(ask, looked.ok ? looked.value?.kept : undefined) };
  }
  const judgement = await readVerdicts(ask, undefined);
  const judged = judgement.ok ? judgement.value.judged : undefined;
  const looked = judged?.mayHaveTroubles ? await lookForLocks(ask, judged.mayHaveTroubles) : await lookNow(ask);
  return { looked, judgement };
}

/** Undefined for a past range, which needs no fetch. */
async function lookNow(ask: Ask): Promise<Result<Gathered | undefined>> {
  if (ask.query.inline !== undefined) return gatherInline(ask, ask.query.inline);
  if (findJudgedMs(ask) !== undefined) return succeed(undefined);
  return gatherLive({ ...ask, acceptsRecent: true }, []);
}

/** Each fetch costs the target and the network. */
const maxLooked = 100;

/** Undefined if no target needs a look. */
async function lookForLocks(
  ask: Ask,
  mayHaveTroubles: (target: Labels) => boolean,
): Promise<Result<Gathered | undefined>> {
  const selected = await ask.ports.targets.select(ask.ref, ask.query.targets);
  if (!selected.ok) return selected;
  const wanted = selected.value.filter(({ labels }) => mayHaveTroubles(labels));
  if (wanted.length === 0) return succeed(undefined);
  const some = wanted.slice(0, maxLooked);
  const read = await gatherLive({ ...ask, acceptsRecent: true }, noteUnlooked(wanted.length), some);
  if (read.ok || read.problem.code === cancelledProblem.code) return read;
  const failed = some.map(({ labels }) => labels);
  const { per } = ask.query;
  const notices = [noteMissingNow(read.problem)];
  const empty = { snapshots: [], labelKeys: [], stats: [], kept: Promise.resolve(), executed: 'history' };
  return succeed({ ...empty, unknown: failed, failed, per, notices });
}

function noteUnlooked(wanted: number): readonly Notice[] {
  if (wanted <= maxLooked) return [];
  const text =
    `Deadlocks were looked for in ${formatCount(maxLooked)} of ${formatAmount(wanted, 'target')} ` +
    'whose goroutines may wait for one another. Choose fewer targets to look at all.';
  return [{ severity: 'info', text }];
}

/** Judges a single point in time, from targets or from a pasted dump. */
export function judgeMoment(ask: Ask, gathered: Gathered | undefined): Verdicts {
  if (gathered === undefined) return { suspects: [], diagnoses: [], processes: [] };
  const { memoryLimitBytes, goroutineLimit } = ask.ref.settings;
  const tracker = new SuspectTracker({
    per: gathered.per,
    goneMs: Infinity,
    limits: () => ({
      ...(memoryLimitBytes === undefined ? {} : { memoryBytes: memoryLimitBytes }),
      ...(goroutineLimit === undefined ? {} : { goroutines: goroutineLimit }),
    }),
  });
  const lives = new LifeTracker();
  for (const { labels, profile } of listInputs(ask, gathered)) {
    const sample = makeSample(profile, { target: labels, atMs: ask.ports.nowMs() });
    tracker.push(lives.place(sample), findLockTroubles(profile));
  }
  return tracker.judge();
}

/** Adds what the profiles of this moment show of locks. */
export function addLocks(ask: Ask, verdicts: Verdicts, gathered: Gathered | undefined): Verdicts {
  const isLocked =
    gathered !== undefined && listInputs(ask, gathered).some(({ profile }) => findLockTroubles(profile).length > 0);
  if (!isLocked) return verdicts;
  const held = judgeMoment(ask, gathered).suspects.filter(({ locks }) => locks !== null);
  return { ...verdicts, suspects: joinLocks(verdicts.suspects, held) };
}

/** The targets of the query; undefined for a past range and for a pasted dump. */
export async function listTargets(ask: Ask): Promise<Result<readonly Labels[] | undefined>> {
  if (ask.query.inline !== undefined || findJudgedMs(ask) !== undefined) return succeed(undefined);
  const selected = await ask.ports.targets.select(ask.ref, ask.query.targets);
  return selected.ok ? succeed(selected.value.map(({ labels }) => labels)) : selected;
}
