// Samples the targets of one data source, each at its own turns. Fetches are those of live questions: what somebody has
// just looked at is not fetched again, and the freshness rule, which keeps fetching below one percent of a target's
// time, holds for the two together. Where it makes answers last longer than the interval, samples are that much rarer.
import type { Labels } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { Sample } from '../port.ts';
import type { Clock, SampledTarget, SampleSource } from '../sampler-ports.ts';
import { findPhase, findTurn, identifyTarget, type LastSamples } from './lane.ts';
import { makeSample, type SampleRules, type Taken } from './make-sample.ts';

export interface SamplerOptions {
  readonly clock: Clock;
  readonly source: SampleSource;
  readonly intervalMs: number;
  /** Undefined: no leak profiles. */
  readonly leakProfileMs: number | undefined;
  readonly rules: SampleRules;
  readonly keep: (sample: Sample) => Promise<unknown>;
  /** Asked once an interval: no means that sampling ends. */
  readonly isWanted: () => boolean;
  readonly onBug: (error: unknown) => void;
}

export type Offer = Omit<Taken, 'figures'>;

export interface Sampler {
  /** A profile that somebody else has fetched: kept where the target has had no sample for an interval. */
  offer(offer: Offer): Promise<void>;
  hasEnded(): boolean;
  /** Settles when no sample is on its way any more. */
  close(): Promise<void>;
}

interface Lane {
  readonly target: SampledTarget;
  readonly phase: number;
  leakDueMs: number;
  callOff: () => void;
}

export function createSampler(options: SamplerOptions): Sampler {
  const { clock, source, intervalMs, leakProfileMs, rules } = options;
  const leaving = new AbortController();
  const lanes = new Map<string, Lane>();
  const last = new Map<string, LastSamples>();
  const running = new Set<Promise<void>>();
  // The request that starts sampling brings the first sample itself.
  let callOffRound = clock.wait(intervalMs / 2, startRound);

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
    void run(updateLanes);
  }

  async function updateLanes(): Promise<void> {
    const targets = await source.listTargets(leaving.signal);
    if (leaving.signal.aborted) return;
    const named = new Map(targets.map((target) => [identifyTarget(target.labels), target]));
    for (const [identity, lane] of lanes) {
      if (named.has(identity)) continue;
      lane.callOff();
      lanes.delete(identity);
      last.delete(identity);
    }
    for (const [identity, target] of named) {
      if (lanes.has(identity)) continue;
      const lane: Lane = { target, phase: findPhase(identity), leakDueMs: 0, callOff: () => undefined };
      lanes.set(identity, lane);
      awaitTurn(lane);
    }
  }

  function awaitTurn(lane: Lane): void {
    const nowMs = clock.monotonicMs();
    const turnMs = findTurn(nowMs, intervalMs, lane.phase);
    lane.callOff = clock.wait(turnMs - nowMs, () => {
      void run(() => takeTurn(lane)).then(() => {
        if (!leaving.signal.aborted && lanes.get(identifyTarget(lane.target.labels)) === lane) awaitTurn(lane);
      });
    });
  }

  async function takeTurn(lane: Lane): Promise<void> {
    await sample(lane.target, 'goroutine');
    if (leakProfileMs === undefined || clock.monotonicMs() < lane.leakDueMs) return;
    // A target without leak profiles is not asked at every turn either.
    lane.leakDueMs = clock.monotonicMs() + leakProfileMs;
    await sample(lane.target, 'goroutineleak');
  }

  async function sample(target: SampledTarget, kind: ProfileKind): Promise<void> {
    const fetched = await source.fetchProfile(target, kind, leaving.signal);
    // What could not be read is a gap. The targets leave those alone for longer and longer that fail.
    if (fetched.outcome === 'failed' || leaving.signal.aborted) return;
    const { profile, atMs, tookMs } = fetched;
    const times = timesOf(target.labels);
    if (times.get(kind) === atMs) return;
    times.set(kind, atMs);
    const figures = kind === 'goroutine' ? await source.readFigures(target, leaving.signal) : null;
    await options.keep(makeSample({ target: target.labels, profile, atMs, tookMs, figures }, rules));
  }

  function timesOf(target: Labels): LastSamples {
    const identity = identifyTarget(target);
    const times = last.get(identity) ?? new Map<ProfileKind, number>();
    last.set(identity, times);
    return times;
  }

  async function offer(offered: Offer): Promise<void> {
    const times = timesOf(offered.target);
    const { kind } = offered.profile;
    const before = times.get(kind);
    // A clock that was set back must not silence a target.
    if (leaving.signal.aborted || (before !== undefined && Math.abs(offered.atMs - before) < intervalMs)) return;
    times.set(kind, offered.atMs);
    await run(async () => {
      await options.keep(makeSample({ ...offered, figures: null }, rules));
    });
  }

  function end(): void {
    leaving.abort();
    callOffRound();
    for (const lane of lanes.values()) lane.callOff();
    lanes.clear();
  }

  return {
    offer,
    hasEnded: () => leaving.signal.aborted,
    close: async () => {
      end();
      await Promise.all(running);
    },
  };
}
