// Samples the targets of one data source, each on its own schedule. Fetches are shared with live queries, and the
// freshness rule bounds both together to one percent of a target's time. If an answer stays fresh for longer than the
// interval, samples are less frequent.
import type { InterpretOptions } from '../../../core/stack/model.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import { makeSample } from '../../../core/sample/make-sample.ts';
import { trackLife, type LifeFacts } from '../../../core/sample/lives.ts';
import type { SampleFigures, UnplacedSample } from '../../../core/sample/model.ts';
import { type Labels, type LabelsKey, targetKey } from '../../../core/labels.ts';
import type { Notice } from '../../../core/problem.ts';
import type { Profile, ProfileKind } from '../../../core/profile/model.ts';
import type { HistoryGlance } from '../observer.ts';
import type { Clock, SampledTarget, SampleSource } from '../sampler-ports.ts';
import { openFetchBudget, type FetchBudget } from './fetch-budget.ts';
import { earlyPace, findPhase, findTurn, type LastSamples } from './turns.ts';
import { notePaces } from './note-paces.ts';
import { estimateFetchBytes, findPace, fullPace, type Pace } from './pace.ts';
import { openRhythm, type Rhythm } from './rhythm.ts';
import type { Hindrance, TargetPace } from './target-pace.ts';
import { interpretations } from '../../interpretations.ts';

export interface SampleRules extends InterpretOptions {
  /** Number of groups stored per sample, the largest first. */
  readonly groupsLimit: number;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly source: Omit<SampleSource, 'takeDump'>;
  readonly intervalMs: number;
  /** Undefined for no leak profiles. */
  readonly leakProfileMs: number | undefined;
  readonly rules: SampleRules;
  /** The memory limit of a target in the settings; undefined to use its metrics. */
  readonly memoryLimitBytes: number | undefined;
  readonly keep: (sample: UnplacedSample) => Promise<unknown>;
  /** Called when a due target could not be read. */
  readonly onMissed?: (target: Labels) => void;
  /** Called with all targets that are sampled from now on. */
  readonly onTargets?: (targets: readonly Labels[]) => void;
  /**
   * Delay before targets are first listed, in milliseconds. Default: half an interval, because the request that starts
   * sampling brings the first sample.
   */
  readonly firstRoundMs?: number;
  /** How many turns of a new target come `earlyPace` times as fast. Growth is first judged from three samples. */
  readonly earlyTurns?: number;
  /** Called once per interval. Sampling ends when it returns false. */
  readonly isWanted: () => boolean;
  readonly onBug: (error: unknown) => void;
}

/** A profile that was fetched for another purpose. */
interface Offer {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
}

export interface Sampler {
  /** Stores a profile that the target sent itself. A target that is not listed yet is looked for first. */
  record(offer: Offer): Promise<void>;
  /** Stores the profile if the target had no sample for an interval. Settles when the sample is stored. */
  offer(offer: Offer): Promise<void>;
  glance(): SamplerGlance;
  /** Explains which targets are sampled too rarely or not at all. */
  notices(): readonly Notice[];
  /** Undefined if the target is not sampled or not known yet. */
  paceOf(target: Labels): TargetPace | undefined;
  hasEnded(): boolean;
  /** Settles when no sample is in progress. */
  close(): Promise<void>;
}

export type SamplerGlance = Pick<HistoryGlance, 'sampledTargets' | 'heldBackTargets' | 'inProgress'>;

interface Schedule {
  readonly target: SampledTarget;
  readonly phase: number;
  earlyTurns: number;
  leakDueMs: number;
  /** The last leak profile that was asked for could not be read. */
  lacksLeaks: boolean;
  life: LifeFacts | undefined;
  pace: Pace;
  /** Turns skipped since the last sample. */
  leftOut: number;
  /** The bytes that the next profile may cost the target per goroutine, from the last profile. */
  bytesPerGoroutine: number;
  /** Number of goroutines in the last profile. */
  goroutines: number;
  readonly budget: FetchBudget;
  readonly rhythm: Rhythm;
  /** Duration of the last fetch. */
  tookMs: number | null;
  /** Consecutive turns without a sample. */
  missed: number;
  callOff: () => void;
}

export function createSampler(options: SamplerOptions): Sampler {
  const { clock, source, intervalMs, leakProfileMs, rules } = options;
  const leaving = new AbortController();
  const schedules = new Map<LabelsKey, Schedule>();
  const last = new Map<LabelsKey, LastSamples>();
  const running = new Set<Promise<void>>();
  /** Offers that are being stored. */
  const keeping = new Map<LabelsKey, Promise<void>>();
  /** Targets are listed once for all profiles that arrive meanwhile. */
  let updating: Promise<void> | undefined;
  let callOffRound = clock.wait(options.firstRoundMs ?? intervalMs / 2, startRound);

  /** Tracks the work, so that `close` can wait for it. */
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
        earlyTurns: options.earlyTurns ?? 0,
        leakDueMs: 0,
        lacksLeaks: false,
        life: undefined,
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
    const everyMs = schedule.earlyTurns > 0 ? intervalMs / earlyPace : intervalMs;
    const turnMs = findTurn(nowMs, everyMs, schedule.phase);
    schedule.callOff = clock.wait(turnMs - nowMs, () => {
      schedule.earlyTurns--;
      void run(() => takeTurn(schedule)).then(() => {
        if (!leaving.signal.aborted && schedules.get(targetKey(schedule.target.labels)) === schedule)
          awaitTurn(schedule);
      });
    });
  }

  async function takeTurn(schedule: Schedule): Promise<void> {
    if (!(await maySample(schedule))) return;
    await sample(schedule, 'goroutine');
    if (leakProfileMs === undefined || clock.monotonicMs() < schedule.leakDueMs) return;
    // A target without leak profiles is not asked on every turn.
    schedule.leakDueMs = clock.monotonicMs() + leakProfileMs;
    await sample(schedule, 'goroutineleak');
  }

  /**
   * Whether this turn may take a sample. Of a paused target Parked reads only the figures, which cost the target
   * little.
   */
  async function maySample(schedule: Schedule): Promise<boolean> {
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
    // A new process with few goroutines must not wait because of its predecessor's size.
    const costBytes = schedule.bytesPerGoroutine * (figures?.values.goroutines ?? schedule.goroutines);
    return findPace(costBytes, figures, options.memoryLimitBytes, schedule.pace);
  }

  async function sample(schedule: Schedule, kind: ProfileKind): Promise<void> {
    const { target } = schedule;
    const maxAgeMs = kind === 'goroutine' ? schedule.budget.maxAgeMs() : undefined;
    const fetched = await source.fetchProfile(target, { kind, maxAgeMs }, leaving.signal);
    // A failed fetch is a gap. The targets room increases the delay for failing targets.
    if (leaving.signal.aborted) return;
    if (kind === 'goroutineleak') schedule.lacksLeaks = fetched.outcome === 'failed';
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
      noteLife(schedule, atMs, figures);
    }
    // A newer profile was stored while the figures were read. This one would be out of order.
    if (timesOf(target.labels).get(kind) !== atMs) return;
    await options.keep(describe({ target: target.labels, profile, atMs, tookMs }, figures));
  }

  /** Another process may be another build, which serves what its predecessor lacked. */
  function noteLife(schedule: Schedule, atMs: number, figures: SampleFigures | null): void {
    const { facts, restarted } = trackLife(schedule.life, { atMs, figures, restarted: false });
    schedule.life = facts;
    if (restarted && schedule.lacksLeaks) schedule.leakDueMs = clock.monotonicMs();
  }

  function describe({ profile, ...taken }: Offer, figures: SampleFigures | null): UnplacedSample {
    return makeSample(interpretProfile(profile, rules, interpretations), {
      ...taken,
      figures,
      maxGroups: rules.groupsLimit,
    });
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

  async function record(sent: Offer): Promise<void> {
    const key = targetKey(sent.target);
    if (!schedules.has(key)) await (updating ??= run(updateSchedules).finally(() => (updating = undefined)));
    const { kind } = sent.profile;
    if (!schedules.has(key) || timesOf(sent.target).get(kind) === sent.atMs) return;
    noteTime(sent.target, kind, sent.atMs);
    await run(async () => {
      await options.keep(describe(sent, null));
    });
  }

  async function offer(offered: Offer): Promise<void> {
    const times = timesOf(offered.target);
    const { kind } = offered.profile;
    const before = times.get(kind);
    const key = targetKey(offered.target);
    // A clock set back must not silence a target.
    if (leaving.signal.aborted) return;
    // Several queries share a fetch. None of them reads history before the profile is stored.
    if (before !== undefined && Math.abs(offered.atMs - before) < intervalMs) return keeping.get(key);
    noteTime(offered.target, kind, offered.atMs);
    const done = run(async () => {
      await options.keep(describe(offered, null));
    }).finally(() => {
      if (keeping.get(key) === done) keeping.delete(key);
    });
    keeping.set(key, done);
    await done;
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
    record,
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
