// One request to one target, coalesced for all callers. The answer is cached while it is fresh, and a failure is not
// retried for a while.
import { standInMs } from '../../core/agreed-times.ts';
import type { Bounds } from '../../core/limits.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { startFlight, type Flight } from '../flight.ts';
import { describeFailure } from './exchange-problem.ts';
import { retryDelayMs } from './freshness.ts';
import type { AnswerTimes, FetchFailed, FetchRank, Target } from './port.ts';

/** A failure, and how long the target was busy. */
export interface TimedFailure extends FetchFailed {
  readonly tookMs: number;
}

/** Storage for the newest answer. It may be evicted at any time. */
export interface AnswerSlot<T> {
  /** Returns the answer and marks it as recently used. */
  get(): T | undefined;
  /** Returns the answer without marking it. */
  peek(): T | undefined;
  set(value: T): void;
  clear(): void;
}

interface SharedAnswerOptions<T extends AnswerTimes> {
  readonly target: Target;
  readonly bounds: Bounds;
  readonly now: () => number;
  /** How long a fetch continues after its last caller has left, in milliseconds. */
  readonly lingerMs: number;
  /** How long all callers share an answer that took this long, in milliseconds. */
  readonly windowMs: (tookMs: number) => number;
  /** Callers cannot ask for a newer answer than the window gives. */
  readonly isCostly?: boolean;
  readonly fetch: (signal: AbortSignal, rank: FetchRank) => Promise<T | TimedFailure>;
  /** A caller of a higher rank has joined a waiting request. */
  readonly onPromote?: (rank: FetchRank) => void;
  /** Default: a slot of its own. */
  readonly slot?: AnswerSlot<T>;
}

export interface AskOptions {
  /** The oldest acceptable answer; undefined for the freshness rule. */
  readonly maxAgeMs?: number | undefined;
  /** Retries after a failure, unless the failure is still fresh. For Save & test. */
  readonly retryNow?: boolean;
  /** Returns a failure even if `maxAgeMs` would accept an older answer instead. */
  readonly noStandIn?: boolean;
  /** An answer of this age is accepted even if it is no longer fresh by the rule. */
  readonly contentMs?: number;
  /** Default: `asked`. */
  readonly rank?: FetchRank;
}

export interface SharedAnswer<T> {
  ask(signal: AbortSignal, options?: AskOptions): Promise<T | FetchFailed>;
  /** Drops expired answers and reports whether anything is left. */
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
      // A fetch in flight brings a newer answer. Callers that accept an older one take the cached answer.
      const ready = flight === undefined || contentMs > 0 ? recall(asked) : undefined;
      if (ready !== undefined) return ready;
      if (flight === undefined) flight = startFlight((flightSignal) => fetch(flightSignal, rank), options.lingerMs);
      else options.onPromote?.(rank);
      const outcome = await flight.join(signal);
      // The flight may have been cancelled when this caller joined, because all others had left. Then the loop starts
      // again.
      if (outcome !== undefined && !isCancelled(outcome)) return outcome;
    }
    return cancelled;
  }

  /** The cached answer or failure, if one can be returned without a request. */
  function recall(asked: AskOptions): T | FetchFailed | undefined {
    const { maxAgeMs, retryNow = false, noStandIn = false, contentMs = 0 } = asked;
    const nowMs = now();
    const latest = slot.get();
    if (latest !== undefined && (failure === undefined || (maxAgeMs !== undefined && !noStandIn))) {
      const ageMs = nowMs - latest.atMs;
      // A negative age means that the clock was set back, so the real age is unknown.
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
      // Cleared before the waiting callers continue, so that their next request starts a new flight.
      flight = undefined;
    }
  }

  function remember({ tookMs, ...failed }: TimedFailure): void {
    // A cancelled fetch says nothing about the target.
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
    // After twice the retry delay, the count of consecutive failures starts again.
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

/** Whether an answer is a failure. */
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
