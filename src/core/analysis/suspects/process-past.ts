// The past of one process: a track per stack, its lives, memory and traffic. Pushing a sample costs a few steps per
// group.
import type { SampleContext } from '../../sample/context.ts';
import type { Sample } from '../../sample/model.ts';
import type { Labels } from '../../labels.ts';
import type { Fingerprint, Stack } from '../../stack/model.ts';
import { isOther } from '../../stack/other-stack.ts';
import { endlessStates } from '../verdict.ts';
import { isCalm, summariseLife, type Life, type LifeOutline } from '../trend/lives.ts';
import type { Trend } from '../trend/model.ts';
import type { Span } from '../trend/past.ts';
import type { Slope } from '../trend/slope.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { judgeWaits } from '../waits/judge-waits.ts';
import type { WaitVerdict } from '../waits/model.ts';
import { LoadGauge } from '../trend/load-gauge.ts';
import { Clock } from '../trend/clock.ts';
import { ResolutionPool } from '../trend/open-resolutions.ts';
import { Track } from '../trend/track.ts';
import type { DumpFacts } from './dump-facts.ts';
import type { Change } from './model.ts';
import { restoreTrend, saveNumber, type SavedOwnTrack, type SavedProcess, type SavedStack } from './saved-process.ts';
import { verdictSpanMs } from '../../agreed-times.ts';

const maxLives = 64;
const maxChanges = 32;
/** Leak profiles fluctuate, so the maximum of this many counts. */
const leakProfiles = 3;
/** Shared, because most stacks have none. */
const none: readonly never[] = [];
/** The smallest page size; larger ones are multiples. */
export const pageBytes = 4_096;

/**
 * Measured on V8 with 20,000 tracked stacks: bytes per process, per stack, and additional bytes once the count changes.
 */
const processBytes = 10_000;
export const stackBytes = 400;
const movedBytes = 3_000;

/** One stack of one process, in all its states. */
export interface StackPast {
  /** The stack of the largest group in the newest sample that had it. */
  stack: Stack;
  /** Counts by state if the newest sample had more than one. See `listStates`. */
  states: Map<string, number> | undefined;
  track: Track;
  lives: readonly Life[];
  /** This life so far; undefined until the next request. */
  life: Life | undefined;
  /** Time of the last sample with goroutines. */
  seenMs: number;
  /** Goroutines in the newest leak profiles, newest last. */
  leaked: readonly number[];
  /** Goroutines that are marked as leaked in the newest profile, reported by a leak checker, or in an endless wait. */
  marked: number;
  /** Goroutines in the newest sample. */
  pending: number;
  /** The strongest recent verdict, kept while the goroutines stay. */
  held: Trend | undefined;
  /** The waits in the newest dump, with its time and number of goroutines. */
  waited: { readonly verdict: WaitVerdict; readonly atMs: number; readonly count: number } | undefined;
  /** Time of the last judgement in this life, and the count then. NaN if not judged yet. */
  judgedMs: number;
  judgedCount: number;
}

/** Goroutines of a process; `own` are those with frames of its own code. */
export type Tally = Readonly<Record<'total' | 'own' | 'ownLively' | 'running' | 'locked' | 'waking', number>>;

/** What growth costs a process. It is valid until the process is judged again. */
export interface MemoryGrowth {
  readonly memory: Slope | undefined;
  readonly bytesPerGoroutine: number | undefined;
}

export class ProcessPast {
  readonly labels: Labels;
  readonly stacks = new Map<Fingerprint, StackPast>();
  readonly changes: Change[] = [];
  /** Shared by all tracks of this life that every sample updates. */
  #clock: Clock;
  readonly #resolutions: ResolutionPool;
  /** In pages of `pageBytes`, because small integers take little space. */
  resident: Track;
  requests: Track;
  turnover: Track;
  total: Track;
  /** How busy the process is, by its short-lived stacks. */
  readonly gauge = new LoadGauge(() => Array.from(this.stacks.values(), ({ track }) => track));
  lives = 0;
  /** When the previous life was watched. Undefined if there was none. */
  before: Span | undefined;
  lifeFromMs = NaN;
  lastMs = NaN;
  /** Time of the newest sample of any kind. */
  seenMs = NaN;
  samples = 0;
  startMs: number | null = null;
  build: string | null = null;
  memoryLimitBytes: number | null = null;
  leakProfilesRead = 0;
  /**
   * State of the main goroutine in the newest sample; undefined if it is missing, as it may be in a parked or crashed
   * process.
   */
  mainState: string | undefined;
  /** The process itself wrote the newest sample, so the program still answers. */
  answers = false;
  /** The text around the newest sample, if it is a dump. */
  context: SampleContext | undefined;
  /** How the whole process rose in this life before it was sampled. */
  prior: Trend | undefined;
  /** Goroutines of the newest sample by what they do, with the life and number of that sample. */
  tally: { readonly lives: number; readonly samples: number; readonly counts: Tally } | undefined;
  /** What its growth costs in memory, by the newest verdicts; undefined until it is needed. */
  memoryGrowth: MemoryGrowth | undefined;
  /** Samples were pushed since the last judgement. */
  fresh = true;
  /** The locks in the newest dump, while all of its goroutines stay. */
  troubles: readonly LockTrouble[] = [];
  /** Whether a dump of this life was read. */
  hasDump = false;
  /** Facts about this life; undefined until the next request. */
  #calm: boolean | undefined;
  #moved = 0;
  /** The previous sample stored small groups as one sum, so a new stack may have been there before. */
  #hadOther = false;
  #requestsBefore: { readonly atMs: number; readonly count: number } | undefined;

  /** Trackers share one pool among their processes. */
  constructor(labels: Labels, resolutions: ResolutionPool = new ResolutionPool()) {
    this.labels = labels;
    this.#resolutions = resolutions;
    this.#clock = new Clock(resolutions);
    this.resident = new Track(new Clock(resolutions));
    this.requests = new Track(new Clock(resolutions));
    this.turnover = new Track(this.#clock);
    this.total = new Track(this.#clock);
  }

  /** Estimated memory in bytes. */
  get bytes(): number {
    return processBytes + this.stacks.size * stackBytes + this.#moved * movedBytes;
  }

  push(sample: Sample, troubles: readonly LockTrouble[] = []): void {
    this.fresh = true;
    if (sample.waits !== undefined || !this.hasDump) this.troubles = troubles;
    this.hasDump ||= sample.waits !== undefined;
    const isLater = sample.waits === undefined && this.hasDump;
    this.#calm = undefined;
    if (!(sample.atMs <= this.seenMs)) this.seenMs = sample.atMs;
    if (sample.kind === 'goroutineleak') return this.#pushLeaks(sample);
    // Keeps the order if the clock was set back.
    const atMs = this.samples > 0 ? Math.max(sample.atMs, this.lastMs) : sample.atMs;
    if (this.samples > 0 && sample.restarted) this.#restart(sample, atMs);
    if (this.lives === 0) this.lives = 1;
    if (Number.isNaN(this.lifeFromMs)) this.lifeFromMs = atMs;
    this.#learn(sample);
    this.#pushFigures(sample, atMs);
    this.#pushGroups(sample, atMs);
    if (isLater) this.#dropTroubles();
    this.lastMs = atMs;
    this.samples++;
  }

  /** Takes waits and locks from a dump that was taken beside the samples. */
  learnDump({ atMs, waits, troubles }: DumpFacts): void {
    if (this.samples === 0) return;
    this.troubles = troubles;
    this.hasDump = true;
    this.fresh = true;
    for (const [fingerprint, verdict] of judgeWaits(waits)) {
      const past = this.stacks.get(fingerprint);
      if (past !== undefined) past.waited = { verdict, atMs, count: past.track.last };
    }
  }

  /** A goroutine that has left was not stuck for ever. The main goroutine has no track. */
  #dropTroubles(): void {
    const here = (fingerprint: Fingerprint) => this.stacks.get(fingerprint)?.track.last ?? 0;
    this.troubles = this.troubles.filter(
      ({ fingerprints, waiting }) => fingerprints.reduce((sum, one) => sum + here(one), 0) >= waiting - 1,
    );
  }

  save(): SavedProcess {
    const { labels, changes, lives, before, samples, startMs, build, memoryLimitBytes, leakProfilesRead } = this;
    return {
      ...{ labels, changes, lives, before, samples, startMs, build, memoryLimitBytes, leakProfilesRead },
      stacks: Array.from(this.stacks, ([fingerprint, past]) => saveStack(fingerprint, past)),
      clock: this.#clock.save(),
      turnover: this.turnover.save(),
      total: this.total.save(),
      resident: saveOwn(this.resident),
      requests: saveOwn(this.requests),
      lifeFromMs: saveNumber(this.lifeFromMs),
      lastMs: saveNumber(this.lastMs),
      seenMs: saveNumber(this.seenMs),
      mainState: this.mainState,
      answers: this.answers,
      prior: this.prior,
      fresh: this.fresh,
      troubles: this.troubles,
      hasDump: this.hasDump,
      hadOther: this.#hadOther,
      requestsBefore: this.#requestsBefore,
    };
  }

  /** Whether the newest sample has goroutines whose stacks are unknown. */
  get hadOther(): boolean {
    return this.#hadOther;
  }

  /** Undefined if a stack is not found. */
  static restore(
    saved: SavedProcess,
    findStack: FindStack,
    resolutions: ResolutionPool = new ResolutionPool(),
  ): ProcessPast | undefined {
    const process = new ProcessPast(saved.labels, resolutions);
    const clock = Clock.restore(saved.clock, resolutions);
    process.#clock = clock;
    for (const one of saved.stacks) {
      const stack = findStack(one.fingerprint, one.state);
      if (stack === undefined) return undefined;
      const past = restoreStack(one, stack, clock);
      if (past.track.low !== past.track.high) process.#moved++;
      process.stacks.set(one.fingerprint, past);
    }
    process.lives = saved.lives;
    process.before = saved.before;
    process.samples = saved.samples;
    process.startMs = saved.startMs;
    process.build = saved.build;
    process.memoryLimitBytes = saved.memoryLimitBytes;
    process.leakProfilesRead = saved.leakProfilesRead;
    process.mainState = saved.mainState;
    process.answers = saved.answers;
    process.fresh = saved.fresh;
    process.troubles = saved.troubles;
    process.hasDump = saved.hasDump;
    process.changes.push(...saved.changes);
    process.turnover = Track.restore(saved.turnover, clock);
    process.total = Track.restore(saved.total, clock);
    process.resident = restoreOwn(saved.resident, resolutions);
    process.requests = restoreOwn(saved.requests, resolutions);
    process.lifeFromMs = saved.lifeFromMs ?? NaN;
    process.lastMs = saved.lastMs ?? NaN;
    process.seenMs = saved.seenMs ?? NaN;
    process.prior = restoreTrend(saved.prior);
    process.#hadOther = saved.hadOther;
    process.#requestsBefore = saved.requestsBefore;
    return process;
  }

  #restart({ life: { startMs, build } }: Sample, atMs: number): void {
    const renewed = build !== null && this.build !== null && build !== this.build;
    this.changes.push({ kind: renewed ? 'build' : 'restart', atMs, build, buildBefore: renewed ? this.build : null });
    if (this.changes.length > maxChanges) this.changes.shift();
    this.#endLife(atMs);
    this.lives++;
    this.lifeFromMs = startMs ?? atMs;
    this.startMs = null;
    this.build = null;
  }

  #endLife(atMs: number): void {
    this.before = { fromMs: this.total.firstMs, toMs: this.total.lastMs };
    this.#clock = new Clock(this.#resolutions);
    for (const [fingerprint, past] of this.stacks) {
      past.lives = [...past.lives, this.readLife(past)]
        .filter((life) => life.toMs > atMs - verdictSpanMs)
        .slice(-maxLives);
      if (past.lives.every((life) => life.high === 0)) this.stacks.delete(fingerprint);
      past.track = new Track(this.#clock);
      past.life = undefined;
      past.leaked = none;
      past.marked = 0;
      past.pending = 0;
      past.states = undefined;
      past.held = undefined;
      past.waited = undefined;
      past.judgedMs = NaN;
    }
    this.resident = new Track(new Clock(this.#resolutions));
    this.troubles = [];
    this.hasDump = false;
    this.turnover = new Track(this.#clock);
    this.total = new Track(this.#clock);
    this.memoryGrowth = undefined;
    this.samples = 0;
    this.prior = undefined;
    this.#moved = 0;
    this.#hadOther = false;
    this.#requestsBefore = undefined;
  }

  /** The process is gone, so only its lives are kept. If it returns, a new life begins. */
  retire(): void {
    if (this.samples === 0) return;
    this.#endLife(this.seenMs);
    this.lives++;
    this.lifeFromMs = NaN;
    this.startMs = null;
    this.build = null;
  }

  #learn({ figures, life, answered, context }: Sample): void {
    this.startMs ??= life.startMs;
    this.build ??= life.build;
    this.answers = answered;
    this.context = context;
    this.memoryLimitBytes = figures?.values.memoryLimitBytes ?? this.memoryLimitBytes;
  }

  /** Summary of a stack in this life so far. */
  readLife(past: StackPast): Life {
    return (past.life ??= summariseLife(past.track, this));
  }

  /** The same for all lives, without what must be read from blocks. */
  outlineLives({ lives, track }: StackPast): readonly LifeOutline[] {
    const { firstMs, lastMs, samples, rise, fall } = track;
    const newest = { fromMs: firstMs, toMs: lastMs, samples, up: rise, fall, calm: () => this.#isCalm() };
    return [...lives.map((life) => ({ ...life, calm: () => life.calm })), newest];
  }

  #isCalm(): boolean {
    return (this.#calm ??= isCalm(this, this.turnover.firstMs, this.turnover.lastMs));
  }

  /** When this life is known to have begun; undefined if only the start of sampling is known. */
  get knownStartMs(): number | undefined {
    return this.startMs ?? (this.lives > 1 ? this.lifeFromMs : undefined);
  }

  #pushFigures({ figures, goroutines }: Sample, atMs: number): void {
    this.#clock.tick(atMs);
    this.total.set(goroutines);
    if (figures === null) return;
    const { residentBytes, requests } = figures.values;
    if (residentBytes !== null) this.resident.push(atMs, residentBytes / pageBytes);
    if (requests === null) return;
    const before = this.#requestsBefore;
    this.#requestsBefore = { atMs, count: requests };
    if (before !== undefined && atMs > before.atMs && requests >= before.count) {
      this.requests.push(atMs, ((requests - before.count) / (atMs - before.atMs)) * 1_000, 'means');
    }
  }

  #pushGroups({ groups, waits, context }: Sample, atMs: number): void {
    const isNamed = findNamed(groups);
    for (const [fingerprint, past] of this.stacks) {
      // A stack that may be in "other" is assumed unchanged.
      if (!isNamed(fingerprint)) continue;
      past.pending = 0;
      past.marked = 0;
      past.states = undefined;
    }
    this.mainState = undefined;
    const isReported = typeof context?.checker === 'string';
    const newcomers: StackPast[] = [];
    for (const { stack, count, leaked = 0 } of groups) {
      if (stack.main) this.mainState = stack.state;
      if (stack.main || stack.system) continue;
      let past = this.stacks.get(stack.fingerprint);
      if (past === undefined) {
        if (count <= 0) continue;
        this.stacks.set(stack.fingerprint, (past = this.#begin(stack)));
        if (this.#hadOther) newcomers.push(past);
      }
      past.marked += Math.max(0, isReported || endlessStates.has(stack.state) ? count : leaked);
      addGroup(past, stack, count);
    }
    // It was not 0 before, so its first known count is assumed for the past.
    for (const { track, pending } of newcomers) track.last = pending;
    this.#hadOther = groups.some(({ stack, count }) => count > 0 && isOther(stack));
    const waited = waits === undefined ? undefined : judgeWaits(waits);
    let left = 0;
    let moved = 0;
    for (const [fingerprint, past] of this.stacks) {
      const { track, pending } = past;
      const { level } = track;
      track.set(pending);
      const fall = level - track.level;
      // A crowd that leaves at once is not normal departure.
      if (fall > 0) left += Math.min(fall, 3 + 3 * Math.sqrt(level));
      if (track.low !== track.high) moved++;
      past.life = undefined;
      const verdict = waited?.get(fingerprint);
      if (verdict !== undefined) past.waited = { verdict, atMs, count: pending };
      if (pending > 0 && isNamed(fingerprint)) past.seenMs = atMs;
      else if (past.seenMs < atMs - verdictSpanMs) this.stacks.delete(fingerprint);
    }
    this.#moved = moved;
    this.turnover.set(left, 'means');
  }

  #begin(stack: Stack): StackPast {
    return {
      stack,
      states: undefined,
      track: new Track(this.#clock),
      lives: none,
      life: undefined,
      seenMs: this.seenMs,
      leaked: none,
      marked: 0,
      pending: 0,
      held: undefined,
      waited: undefined,
      judgedMs: NaN,
      judgedCount: 0,
    };
  }

  #pushLeaks({ groups }: Sample): void {
    this.leakProfilesRead++;
    const counts = new Map<Fingerprint, number>();
    for (const { stack, count } of groups) {
      if (stack.main || stack.system || count <= 0) continue;
      counts.set(stack.fingerprint, (counts.get(stack.fingerprint) ?? 0) + count);
      if (!this.stacks.has(stack.fingerprint)) this.stacks.set(stack.fingerprint, this.#begin(stack));
    }
    for (const [fingerprint, past] of this.stacks) {
      const leaked = [...past.leaked, counts.get(fingerprint) ?? 0].slice(-leakProfiles);
      past.leaked = leaked.some((count) => count > 0) ? leaked : none;
    }
  }
}

/** A stack in a state, as history stores it. Undefined if history does not have it. */
export type FindStack = (fingerprint: Fingerprint, state: string) => Stack | undefined;

function saveStack(fingerprint: Fingerprint, past: StackPast): SavedStack {
  const { stack, track, lives, seenMs, leaked, marked, pending, states, held, waited, judgedMs, judgedCount } = past;
  return {
    ...{ fingerprint, pending, held, waited, judgedCount },
    lives: lives.length === 0 ? undefined : lives,
    leaked: leaked.length === 0 ? undefined : leaked,
    marked: marked === 0 ? undefined : marked,
    state: stack.state,
    track: track.save(),
    seenMs: saveNumber(seenMs),
    states: states && [...states],
    judgedMs: saveNumber(judgedMs),
  };
}

function restoreStack(saved: SavedStack, stack: Stack, clock: Clock): StackPast {
  const { lives = none, leaked = none, marked = 0, pending, states, waited, judgedCount } = saved;
  return {
    ...{ stack, marked, pending, waited, judgedCount },
    states: states && new Map(states),
    track: Track.restore(saved.track, clock),
    lives,
    life: undefined,
    seenMs: saved.seenMs ?? NaN,
    leaked,
    held: restoreTrend(saved.held),
    judgedMs: saved.judgedMs ?? NaN,
  };
}

function saveOwn(track: Track): SavedOwnTrack {
  return { clock: track.clock.save(), track: track.save() };
}

function restoreOwn({ clock, track }: SavedOwnTrack, resolutions: ResolutionPool): Track {
  return Track.restore(track, Clock.restore(clock, resolutions));
}

/** Whether these groups tell the count of a stack. They always do, unless some groups are stored as one sum. */
function findNamed(groups: Sample['groups']): (fingerprint: Fingerprint) => boolean {
  if (!groups.some(({ stack, count }) => count > 0 && isOther(stack))) return () => true;
  const named = new Set(groups.map(({ stack }) => stack.fingerprint));
  return (fingerprint) => named.has(fingerprint);
}

/** Goroutines in the newest sample by state. */
export function* listStates({ states, stack, pending }: StackPast): Iterable<readonly [state: string, count: number]> {
  if (states !== undefined) yield* states;
  else if (pending > 0) yield [stack.state, pending];
}

/** Most stacks wait in one state, which is that of `stack`. */
function addGroup(past: StackPast, stack: Stack, count: number): void {
  if (past.pending === 0 && past.states === undefined) past.stack = stack;
  else if (past.states !== undefined || stack.state !== past.stack.state) {
    past.states ??= new Map([[past.stack.state, past.pending]]);
    const all = (past.states.get(stack.state) ?? 0) + count;
    past.states.set(stack.state, all);
    if (stack.state !== past.stack.state && all >= (past.states.get(past.stack.state) ?? 0)) past.stack = stack;
  }
  past.pending += count;
}
