// Prepares the current state for verdicts.
import { LifeTracker } from '../../../core/sample/lives.ts';
import { makeSample } from '../../../core/sample/make-sample.ts';
import { findLockTroubles } from '../../../core/analysis/wait-for/find-troubles.ts';
import { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { joinLocks } from '../../../core/analysis/suspects/join-locks.ts';
import type { Verdicts } from '../../../core/analysis/suspects/model.ts';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { Ask } from '../ask.ts';
import { gatherInline } from '../gather/inline.ts';
import { gatherLive } from '../gather/live.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { listInputs } from './group.ts';
import { findJudgedMs } from './verdicts.ts';

/** Fetches the targets now. Undefined for a past range, which needs no fetch. */
export async function lookNow(ask: Ask): Promise<Result<Gathered | undefined>> {
  if (ask.query.inline !== undefined) return gatherInline(ask, ask.query.inline);
  if (findJudgedMs(ask) !== undefined) return succeed(undefined);
  return gatherLive({ ...ask, acceptsRecent: true }, []);
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
