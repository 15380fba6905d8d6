// Samples the targets of one data source, each at its own turns. Fetches are those of live questions: what somebody has
// just looked at is not fetched again, and the freshness rule, which keeps fetching below one percent of a target's
// time, holds for the two together. Where it makes answers last longer than the interval, samples are that much rarer.
import type { InterpretOptions } from '../../../core/stack/model.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import { makeSample } from '../../../core/sample/make-sample.ts';
import type { SampleFigures, UnplacedSample } from '../../../core/sample/model.ts';
import { type Labels, type LabelsKey, targetKey } from '../../../core/labels.ts';
import type { Notice } from '../../../core/problem.ts';
import type { Profile, ProfileKind } from '../../../core/profile/model.ts';
import type { HistoryGlance } from '../observer.ts';
import type { Clock, SampledTarget, SampleSource } from '../sampler-ports.ts';
import { openFetchBudget, type FetchBudget } from './fetch-budget.ts';
import { findPhase, findTurn, type LastSamples } from './turns.ts';
import { notePaces } from './note-paces.ts';
import { estimateFetchBytes, findPace, fullPace, type Pace } from './pace.ts';
import { openRhythm, type Rhythm } from './rhythm.ts';
import type { Hindrance, TargetPace } from './target-pace.ts';

export interface SampleRules extends InterpretOptions {
  /** Groups kept of each sample, the largest first. */
  readonly groupsLimit: number;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly source: Omit<SampleSource, 'takeDump'>;
  readonly intervalMs: number;
  /** Undefined: no leak profiles. */
  readonly leakProfileMs: number | undefined;
  readonly rules: SampleRules;
  /** Of a target, by the settings; undefined: what its metrics say. */
  readonly memoryLimitBytes: number | undefined;
  readonly keep: (sample: UnplacedSample) => Promise<unknown>;
  /** A target could not be read at its turn. */
  readonly onMissed?: (target: Labels) => void;
  /** These are sampled from now on, and no others. */
  readonly onTargets?: (targets: readonly Labels[]) => void;
  /**
   * Until the first look at which targets there are; default: half an interval, since the request that starts
   * sampling brings the first sample itself.
   */
  readonly firstRoundMs?: number;
  /** Asked once an interval: no means that sampling ends. */
  readonly isWanted: () => boolean;
  readonly onBug: (error: unknown) => void;
}

/** A profile that somebody else has fetched. */
export interface Offer {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
}

export interface Sampler {
  /** A profile that somebody else has fetched: kept where the target has had no sample for an interval. */
  offer(offer: Offer): Promise<void>;
  glance(): SamplerGlance;
  /** Which targets are sampled more rarely than the settings say, or not at all, and why. */
  notices(): readonly Notice[];
  /** Undefined: not sampled, or not yet known to be a target. */
  paceOf(target: Labels): TargetPace | undefined;
  hasEnded(): boolean;
  /** Settles when no sample is on its way any more. */
  close(): Promise<void>;
}

export type SamplerGlance = Pick<HistoryGlance, 'sampledTargets' | 'heldBackTargets' | 'inProgress'>;

interface Schedule {
  readonly target: SampledTarget;
  readonly phase: number;
  leakDueMs: number;
  pace: Pace;
  /** Turns left out since the last one that was taken. */
  leftOut: number;
  /** Of the last profile: what the next one may cost the target for each of its goroutines. */
  bytesPerGoroutine: number;
  /** How many it had. */
  goroutines: number;
  readonly budget: FetchBudget;
  readonly rhythm: Rhythm;
  /** Of the last fetch. */
  tookMs: number | null;
  /** Turns in a row that brought nothing. */
  missed: number;
  callOff: () => void;
}

export function createSampler(options: SamplerOptions): Sampler {
  const { clock, source, intervalMs, leakProfileMs, rules } = options;
  const leaving = new AbortController();
  const schedules = new Map<LabelsKey, Schedule>();
  const last = new Map<LabelsKey, LastSamples>();
  const running = new Set<Promise<void>>();
  let callOffRound = clock.wait(options.firstRoundMs ?? intervalMs / 2, startRound);

  /** Keeps track of work, so that leaving can wait for it. */
  function run(work: () => Promise<void>): Promise<void> {
    const done = work()
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) options.onBug(error);
      })
      .finally(() => running.delete(done));
    running.add(done);
    return done;
  }

  function startRound(): void {
    if (!options.isWanted()) return end();
    callOffRound = clock.wait(intervalMs, startRound);
    void run(updateSchedules);
  }

  async function updateSchedules(): Promise<void> {
    const targets = await source.listTargets(leaving.signal);
    if (leaving.signal.aborted) return;
    options.onTargets?.(targets.map(({ labels }) => labels));
    const named = new Map(targets.map((target) => [targetKey(target.labels), target]));
    for (const [identity, schedule] of schedules) {
      if (named.has(identity)) continue;
      schedule.callOff();
      schedules.delete(identity);
      last.delete(identity);
    }
    for (const [identity, target] of named) {
      if (schedules.has(identity)) continue;
      const schedule: Schedule = {
        target,
        phase: findPhase(identity),
        leakDueMs: 0,
        pace: fullPace,
        leftOut: 0,
        bytesPerGoroutine: 0,
        goroutines: 0,
        budget: openFetchBudget(intervalMs),
        rhythm: openRhythm(),
        tookMs: null,
        missed: 0,
        callOff: () => undefined,
      };
      schedules.set(identity, schedule);
      awaitTurn(schedule);
    }
  }

  function awaitTurn(schedule: Schedule): void {
    const nowMs = clock.monotonicMs();
    const turnMs = findTurn(nowMs, intervalMs, schedule.phase);
    schedule.callOff = clock.wait(turnMs - nowMs, () => {
      void run(() => takeTurn(schedule)).then(() => {
        if (!leaving.signal.aborted && schedules.get(targetKey(schedule.target.labels)) === schedule)
          awaitTurn(schedule);
      });
    });
  }

  async function takeTurn(schedule: Schedule): Promise<void> {
    if (!(await isBearable(schedule))) return;
    await sample(schedule, 'goroutine');
    if (leakProfileMs === undefined || clock.monotonicMs() < schedule.leakDueMs) return;
    // A target without leak profiles is not asked at every turn either.
    schedule.leakDueMs = clock.monotonicMs() + leakProfileMs;
    await sample(schedule, 'goroutineleak');
  }

  /**
   * Whether this turn may be taken. A paused target is asked for its figures alone, which cost it nothing to speak
   * of.
   */
  async function isBearable(schedule: Schedule): Promise<boolean> {
    if (schedule.pace.kind === 'paused') {
      const figures = await source.readFigures(schedule.target, leaving.signal);
      schedule.pace = judgePace(schedule, figures);
      if (schedule.pace.kind === 'paused') return false;
    }
    schedule.leftOut++;
    if (schedule.leftOut < schedule.pace.turns) return false;
    schedule.leftOut = 0;
    return true;
  }

  function judgePace(schedule: Schedule, figures: SampleFigures | null): Pace {
    // Another process than before, with few goroutines yet, is not to wait for what its forerunner had.
    const costBytes = schedule.bytesPerGoroutine * (figures?.values.goroutines ?? schedule.goroutines);
    return findPace(costBytes, figures, options.memoryLimitBytes, schedule.pace);
  }

  async function sample(schedule: Schedule, kind: ProfileKind): Promise<void> {
    const { target } = schedule;
    const maxAgeMs = kind === 'goroutine' ? schedule.budget.maxAgeMs() : undefined;
    const fetched = await source.fetchProfile(target, { kind, maxAgeMs }, leaving.signal);
    // What could not be read is a gap. The targets leave those alone for longer and longer that fail.
    if (leaving.signal.aborted) return;
    if (fetched.outcome === 'failed') {
      if (kind !== 'goroutine') return;
      schedule.missed++;
      return options.onMissed?.(target.labels);
    }
    const { profile, atMs, tookMs } = fetched;
    if (kind === 'goroutine') schedule.missed = 0;
    if (timesOf(target.labels).get(kind) === atMs) return;
    noteTime(target.labels, kind, atMs);
    const figures = kind === 'goroutine' ? await source.readFigures(target, leaving.signal) : null;
    if (kind === 'goroutine') {
      schedule.budget.note(tookMs);
      schedule.tookMs = tookMs;
      schedule.goroutines = profile.parsed;
      schedule.bytesPerGoroutine = estimateFetchBytes(profile) / Math.max(1, profile.parsed);
      schedule.pace = judgePace(schedule, figures);
    }
    await options.keep(describe({ target: target.labels, profile, atMs, tookMs }, figures));
  }

  function describe({ profile, ...taken }: Offer, figures: SampleFigures | null): UnplacedSample {
    return makeSample(interpretProfile(profile, rules), { ...taken, figures, maxGroups: rules.groupsLimit });
  }

  function timesOf(target: Labels): LastSamples {
    const identity = targetKey(target);
    const times = last.get(identity) ?? new Map<ProfileKind, number>();
    last.set(identity, times);
    return times;
  }

  function noteTime(target: Labels, kind: ProfileKind, atMs: number): void {
    timesOf(target).set(kind, atMs);
    if (kind === 'goroutine') schedules.get(targetKey(target))?.rhythm.note(atMs);
  }

  async function offer(offered: Offer): Promise<void> {
    const times = timesOf(offered.target);
    const { kind } = offered.profile;
    const before = times.get(kind);
    // A clock that was set back must not silence a target.
    if (leaving.signal.aborted || (before !== undefined && Math.abs(offered.atMs - before) < intervalMs)) return;
    noteTime(offered.target, kind, offered.atMs);
    await run(async () => {
      await options.keep(describe(offered, null));
    });
  }

  function paceOf(target: Labels): TargetPace | undefined {
    const identity = targetKey(target);
    const schedule = schedules.get(identity);
    if (schedule === undefined) return undefined;
    const lastMs = last.get(identity)?.get('goroutine') ?? null;
    return { lastMs, everyMs: schedule.rhythm.everyMs(), tookMs: schedule.tookMs, hindrance: findHindrance(schedule) };
  }

  function end(): void {
    leaving.abort();
    callOffRound();
    for (const schedule of schedules.values()) schedule.callOff();
    schedules.clear();
  }

  return {
    offer,
    glance: () => ({
      sampledTargets: schedules.size,
      heldBackTargets: [...schedules.values()].filter(({ pace }) => pace.kind === 'paused' || pace.turns > 1).length,
      inProgress: running.size,
    }),
    notices: () => notePaces([...schedules.values()], intervalMs),
    paceOf,
    hasEnded: () => leaving.signal.aborted,
    close: async () => {
      end();
      await Promise.all(running);
    },
  };
}

function findHindrance({ pace, missed, budget }: Schedule): Hindrance | null {
  if (pace.kind === 'paused') return pace;
  if (missed > 0) return { kind: 'missed', turns: missed };
  if (pace.turns > 1) return { kind: 'memory', turns: pace.turns };
  const meanMs = budget.excessMs();
  return meanMs === null ? null : { kind: 'duration', meanMs };
}
