// What is remembered of one process: a track for each stack, its lives, its memory and its traffic. Pushing a sample
// costs a few steps a group.
import type { SampleContext } from '../../sample/context.ts';
import type { Sample } from '../../sample/model.ts';
import type { Labels } from '../../labels.ts';
import type { Fingerprint, Stack } from '../../stack/model.ts';
import { isOther } from '../../stack/other-stack.ts';
import { endlessStates } from '../verdict.ts';
import { isCalm, summariseLife, type Life, type LifeOutline } from '../trend/lives.ts';
import type { Trend } from '../trend/model.ts';
import type { Span } from '../trend/past.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { judgeWaits } from '../waits/judge-waits.ts';
import type { WaitVerdict } from '../waits/model.ts';
import { LoadGauge } from '../trend/load-gauge.ts';
import { Clock } from '../trend/clock.ts';
import { Track } from '../trend/track.ts';
import type { Change } from './model.ts';

const dayMs = 24 * 60 * 60_000;
/** Lives, stacks without goroutines, and changes are forgotten after so long. */
const keepMs = 7.5 * dayMs;
const maxLives = 64;
const maxChanges = 32;
/** Leak profiles flap: of so many, the most counts. */
const leakProfiles = 3;
/** Shared, since most stacks have none. */
const none: readonly never[] = [];
/** The smallest that a machine has; larger ones are multiples. */
export const pageBytes = 4_096;

/**
 * Measured on V8 with 20,000 tracked stacks: what a process takes, each of its stacks, and more once the stack's
 * count moves.
 */
const processBytes = 10_000;
export const stackBytes = 400;
const movedBytes = 3_000;

/** One stack, all states together, at one process. */
export interface StackPast {
  /** The largest group's, of the newest sample that had it. */
  stack: Stack;
  /** By state, where the newest sample had more than one; `listStates` knows of the others. */
  states: Map<string, number> | undefined;
  track: Track;
  lives: readonly Life[];
  /** This life so far; undefined until it is asked for again. */
  life: Life | undefined;
  /** When it last had goroutines. */
  seenMs: number;
  /** Goroutines of the newest leak profiles, newest last. */
  leaked: readonly number[];
  /** Marked as leaked in the newest goroutine profile, reported by a leak checker, or waiting without an end. */
  marked: number;
  /** Goroutines of the newest sample. */
  pending: number;
  /** The strongest verdict of late, kept while the goroutines stay. */
  held: Trend | undefined;
  /** What the newest dump said of its waits, when, and how many goroutines there were. */
  waited: { readonly verdict: WaitVerdict; readonly atMs: number; readonly count: number } | undefined;
  /** When it was judged last, in this life, and how many there were. NaN: not yet. */
  judgedMs: number;
  judgedCount: number;
}

export class ProcessPast {
  readonly labels: Labels;
  readonly stacks = new Map<Fingerprint, StackPast>();
  readonly changes: Change[] = [];
  /** One for all tracks of this life that every sample tells of. */
  #clock = new Clock();
  /** In pages of `pageBytes`, of which a process has no parts: numbers so small take little room. */
  resident = new Track();
  requests = new Track();
  turnover = new Track(this.#clock);
  total = new Track(this.#clock);
  /** How busy the process is, by its short-lived stacks. */
  readonly gauge = new LoadGauge(() => Array.from(this.stacks.values(), ({ track }) => track));
  lives = 0;
  /** When the life before this one was watched; undefined where none was. */
  before: Span | undefined;
  lifeFromMs = NaN;
  lastMs = NaN;
  /** Of the newest sample of any kind. */
  seenMs = NaN;
  samples = 0;
  startMs: number | null = null;
  build: string | null = null;
  memoryLimitBytes: number | null = null;
  leakProfilesRead = 0;
  /**
   * Of the main goroutine in the newest sample; undefined where it is gone, as in a parked or crashed process it may
   * be.
   */
  mainState: string | undefined;
  /** A goroutine of the process wrote the newest sample: the program still answers. */
  answers = false;
  /** What stood around the newest sample, where it is a dump. */
  context: SampleContext | undefined;
  /** How the whole process rose before it was sampled, in this life. */
  prior: Trend | undefined;
  /** Samples were pushed since the last judgement. */
  fresh = true;
  /** What the newest dump says of its locks, while the goroutines stay; without one, what the names of a sample say. */
  troubles: readonly LockTrouble[] = [];
  #hasDump = false;
  /** Of this life; undefined until it is asked for again. */
  #calm: boolean | undefined;
  #moved = 0;
  /** The sample before summed groups up, so that a stack seen first may have been there. */
  #hadOther = false;
  #requestsBefore: { readonly atMs: number; readonly count: number } | undefined;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** What it takes in memory, roughly. */
  get bytes(): number {
    return processBytes + this.stacks.size * stackBytes + this.#moved * movedBytes;
  }

  push(sample: Sample, troubles: readonly LockTrouble[] = []): void {
    this.fresh = true;
    if (sample.waits !== undefined || !this.#hasDump) this.troubles = troubles;
    this.#hasDump ||= sample.waits !== undefined;
    this.#calm = undefined;
    if (!(sample.atMs <= this.seenMs)) this.seenMs = sample.atMs;
    if (sample.kind === 'goroutineleak') return this.#pushLeaks(sample);
    // A clock that was set back must not turn the past around.
    const atMs = this.samples > 0 ? Math.max(sample.atMs, this.lastMs) : sample.atMs;
    if (this.samples > 0 && sample.restarted) this.#restart(sample, atMs);
    if (this.lives === 0) this.lives = 1;
    if (Number.isNaN(this.lifeFromMs)) this.lifeFromMs = atMs;
    this.#learn(sample);
    this.#pushFigures(sample, atMs);
    this.#pushGroups(sample, atMs);
    this.lastMs = atMs;
    this.samples++;
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
    this.#clock = new Clock();
    for (const [fingerprint, past] of this.stacks) {
      past.lives = [...past.lives, this.readLife(past)].filter((life) => life.toMs > atMs - keepMs).slice(-maxLives);
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
    this.resident = new Track();
    this.troubles = [];
    this.#hasDump = false;
    this.turnover = new Track(this.#clock);
    this.total = new Track(this.#clock);
    this.samples = 0;
    this.prior = undefined;
    this.#moved = 0;
    this.#hadOther = false;
    this.#requestsBefore = undefined;
  }

  /** The process is gone: only its lives are kept. Should it come back, another life begins. */
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

  /** How a stack fared in this life so far. */
  readLife(past: StackPast): Life {
    return (past.life ??= summariseLife(past.track, this));
  }

  /** The same of all lives, without what has to be read from blocks. */
  outlineLives({ lives, track }: StackPast): readonly LifeOutline[] {
    const { firstMs, lastMs, samples, rise, fall } = track;
    const newest = { fromMs: firstMs, toMs: lastMs, samples, up: rise, fall, calm: () => this.#isCalm() };
    return [...lives.map((life) => ({ ...life, calm: () => life.calm })), newest];
  }

  #isCalm(): boolean {
    return (this.#calm ??= isCalm(this, this.turnover.firstMs, this.turnover.lastMs));
  }

  /** When this life is known to have begun; undefined where only sampling began. */
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
      // A stack that may be in "other" is taken to stay as it was.
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
    // It was not at 0 before: it is taken to have stood where it is seen first.
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
      // A crowd that goes at once is not what usually leaves.
      if (fall > 0) left += Math.min(fall, 3 + 3 * Math.sqrt(level));
      if (track.low !== track.high) moved++;
      past.life = undefined;
      const verdict = waited?.get(fingerprint);
      if (verdict !== undefined) past.waited = { verdict, atMs, count: pending };
      if (pending > 0 && isNamed(fingerprint)) past.seenMs = atMs;
      else if (past.seenMs < atMs - keepMs) this.stacks.delete(fingerprint);
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

/** Whether the number of a stack's goroutines is known from these groups: always, unless some are summed up. */
function findNamed(groups: Sample['groups']): (fingerprint: Fingerprint) => boolean {
  if (!groups.some(({ stack, count }) => count > 0 && isOther(stack))) return () => true;
  const named = new Set(groups.map(({ stack }) => stack.fingerprint));
  return (fingerprint) => named.has(fingerprint);
}

/** Goroutines of the newest sample by their state. */
export function* listStates({ states, stack, pending }: StackPast): Iterable<readonly [state: string, count: number]> {
  if (states !== undefined) yield* states;
  else if (pending > 0) yield [stack.state, pending];
}

/** Most stacks wait in one state, which then is that of `stack`. */
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
