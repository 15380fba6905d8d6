// One question to one target: asked once for all who want the answer, kept while it is fresh, and not repeated for a
// while after it failed.
import { standInMs } from '../../core/agreed-times.ts';
import type { Bounds } from '../../core/limits.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { startFlight, type Flight } from '../flight.ts';
import { describeFailure } from './exchange-problem.ts';
import { retryDelayMs } from './freshness.ts';
import type { AnswerTimes, FetchFailed, FetchRank, Target } from './port.ts';

/** A failure, and how long the target was busy with it. */
export interface TimedFailure extends FetchFailed {
  readonly tookMs: number;
}

/** Where the newest answer is kept. It may be forgotten at any time. */
export interface AnswerSlot<T> {
  /** For use: the place counts as just used. */
  get(): T | undefined;
  /** For a look. */
  peek(): T | undefined;
  set(value: T): void;
  clear(): void;
}

export interface SharedAnswerOptions<T extends AnswerTimes> {
  readonly target: Target;
  readonly bounds: Bounds;
  readonly now: () => number;
  /** How long a fetch that nobody waits for any more goes on. */
  readonly lingerMs: number;
  /** For how long everyone shares an answer that took so long. */
  readonly windowMs: (tookMs: number) => number;
  /** Nobody may ask for a newer answer than the window gives. */
  readonly isCostly?: boolean;
  readonly fetch: (signal: AbortSignal, rank: FetchRank) => Promise<T | TimedFailure>;
  /** Somebody waits for what was begun at a lower rank. */
  readonly onPromote?: (rank: FetchRank) => void;
  /** Default: memory of its own. */
  readonly slot?: AnswerSlot<T>;
}

export interface AskOptions {
  /** The oldest answer that will do; undefined: the freshness rule decides. */
  readonly maxAgeMs?: number | undefined;
  /** Ask although the last attempt failed, unless that was within the freshness. For Save & test. */
  readonly retryNow?: boolean;
  /** Tell of a failure even where `maxAgeMs` would let an older answer stand in for it. */
  readonly noStandIn?: boolean;
  /** An answer of this age will do as well as one that is fresh by the rule. */
  readonly contentMs?: number;
  /** Default: `asked`. */
  readonly rank?: FetchRank;
}

export interface SharedAnswer<T> {
  ask(signal: AbortSignal, options?: AskOptions): Promise<T | FetchFailed>;
  /** Forgets what nobody may be given any more, and says whether anything is left. */
  sweep(): 'empty' | 'in use';
  close(): void;
}

/** Dashboards cancel a query and send it again within this time. */
export const defaultLingerMs = 2_000;

interface Failure {
  readonly failed: FetchFailed;
  readonly atMs: number;
  readonly retryAtMs: number;
  readonly tries: number;
}

export function createSharedAnswer<T extends AnswerTimes>(options: SharedAnswerOptions<T>): SharedAnswer<T> {
  const { target, bounds, now, slot = createSlot<T>(), isCostly = false } = options;
  const cancelled: FetchFailed = {
    outcome: 'failed',
    target,
    problem: describeFailure({ kind: 'cancelled' }, target.host),
  };
  let failure: Failure | undefined;
  let flight: Flight<T | FetchFailed> | undefined;
  let closed = false;

  async function ask(signal: AbortSignal, asked: AskOptions = {}): Promise<T | FetchFailed> {
    const { rank = 'asked', contentMs = 0 } = asked;
    while (!signal.aborted && !closed) {
      // A fetch that is on its way brings a newer answer, but not to those who are content with less.
      const ready = flight === undefined || contentMs > 0 ? recall(asked) : undefined;
      if (ready !== undefined) return ready;
      if (flight === undefined) flight = startFlight((flightSignal) => fetch(flightSignal, rank), options.lingerMs);
      else options.onPromote?.(rank);
      const outcome = await flight.join(signal);
      // A flight that everyone else had left was given up at the moment this caller joined it.
      if (outcome !== undefined && !isCancelled(outcome)) return outcome;
    }
    return cancelled;
  }

  /** What can be answered without asking the target. */
  function recall(asked: AskOptions): T | FetchFailed | undefined {
    const { maxAgeMs, retryNow = false, noStandIn = false, contentMs = 0 } = asked;
    const nowMs = now();
    const latest = slot.get();
    if (latest !== undefined && (failure === undefined || (maxAgeMs !== undefined && !noStandIn))) {
      const ageMs = nowMs - latest.atMs;
      // A clock that was set back makes ages negative: such an answer is of unknown age.
      if (ageMs >= 0 && ageMs < Math.max(contentMs, goodForMs(latest, maxAgeMs))) return { ...latest, ageMs };
    }
    if (failure === undefined) return undefined;
    const sinceMs = nowMs - failure.atMs;
    const isDue = sinceMs < 0 || nowMs >= failure.retryAtMs || (retryNow && sinceMs >= bounds.freshness);
    return isDue ? undefined : tellWhenAgain(failure, nowMs);
  }

  function goodForMs({ tookMs }: T, maxAgeMs: number | undefined): number {
    const sharedMs = options.windowMs(tookMs);
    if (maxAgeMs === undefined) return sharedMs;
    return isCostly ? Math.max(sharedMs, maxAgeMs) : maxAgeMs;
  }

  async function fetch(signal: AbortSignal, rank: FetchRank): Promise<T | FetchFailed> {
    try {
      const answer = await options.fetch(signal, rank);
      if (isFailure(answer)) remember(answer);
      else {
        failure = undefined;
        slot.set(answer);
      }
      return answer;
    } finally {
      // Before anyone who waited goes on: what they ask next must not find this flight.
      flight = undefined;
    }
  }

  function remember({ tookMs, ...failed }: TimedFailure): void {
    // That nobody waited any longer says nothing about the target.
    if (isCancelled(failed)) return;
    const atMs = now();
    const tries = (failure?.tries ?? 0) + 1;
    failure = { failed, atMs, retryAtMs: atMs + retryDelayMs(tries, tookMs, bounds), tries };
  }

  function sweep(): 'empty' | 'in use' {
    const nowMs = now();
    const latest = slot.peek();
    if (latest !== undefined) {
      const ageMs = nowMs - latest.atMs;
      if (ageMs < 0 || ageMs > Math.max(standInMs, options.windowMs(latest.tookMs))) slot.clear();
    }
    // Past its time and as long again: whoever asks then begins a new row of failures.
    if (failure !== undefined && nowMs > failure.retryAtMs + bounds.backoff) failure = undefined;
    return slot.peek() === undefined && failure === undefined && flight === undefined ? 'empty' : 'in use';
  }

  function close(): void {
    closed = true;
    flight?.abort();
  }

  return { ask, sweep, close };
}

function createSlot<T>(): AnswerSlot<T> {
  let latest: T | undefined;
  const get = (): T | undefined => latest;
  return { get, peek: get, set: (value) => void (latest = value), clear: () => void (latest = undefined) };
}

/** Tells a failure from any kind of answer. */
export function isFailure<F extends FetchFailed>(answer: AnswerTimes | F): answer is F {
  return 'problem' in answer;
}

function isCancelled(answer: AnswerTimes | FetchFailed): boolean {
  return isFailure(answer) && answer.problem.code === 'cancelled';
}

function tellWhenAgain({ failed, atMs, retryAtMs }: Failure, nowMs: number): FetchFailed {
  const ago = formatDuration(Math.max(1, Math.round((nowMs - atMs) / 1_000)) * 1_000);
  const wait = formatDuration(Math.max(1, Math.ceil((retryAtMs - nowMs) / 1_000)) * 1_000);
  const message = `${failed.problem.message} This was ${ago} ago; it will be tried again in ${wait}.`;
  return { ...failed, problem: { ...failed.problem, message } };
}
