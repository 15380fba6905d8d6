// One question to one target: asked once for all who want the answer, kept while it is fresh, and not repeated for a
// while after it failed.
import { formatDuration } from '../../core/query/duration.ts';
import type { Bounds } from '../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { startFlight, type Flight } from '../flight.ts';
import { retryDelayMs } from './freshness.ts';
import type { Rank } from './gate.ts';

/** What a request brought, and how long the target was busy with it (waiting for a turn not counted). */
export interface Landing<T> {
  readonly result: Result<T>;
  readonly tookMs: number;
}

export interface Answer<T> {
  readonly value: T;
  /** When it was complete, milliseconds since the epoch. */
  readonly atMs: number;
  /** How long ago that was when this answer was given; 0 when the question was asked for this caller. */
  readonly ageMs: number;
  readonly tookMs: number;
}

export interface SharedAnswerOptions<T> {
  /** For messages. */
  readonly host: string;
  readonly bounds: Bounds;
  readonly now: () => number;
  readonly lingerMs: number;
  /** Whether an answer of this age will do. */
  readonly isFreshEnough: (maxAgeMs: number | undefined, ageMs: number, tookMs: number) => boolean;
  /** For how long an answer may be given at all. */
  readonly windowMs: (tookMs: number) => number;
  readonly fetch: (signal: AbortSignal, rank: Rank) => Promise<Landing<T>>;
  /** Somebody waits for what was begun as routine. */
  readonly onHurry?: () => void;
  /** Told when an answer is kept, used and forgotten; may call `drop` to have it forgotten. */
  readonly onKeep?: (value: T, drop: () => void) => void;
  readonly onUse?: () => void;
  readonly onForget?: () => void;
}

export interface Insistence {
  /** Ask although the last attempt failed, unless that was within the freshness. For Save & test. */
  readonly retryNow?: boolean;
  /** Tell of a failure even where `maxAgeMs` would let an older answer stand in for it. */
  readonly noStandIn?: boolean;
  /** An answer of this age will do as well as one that is fresh by the rule. */
  readonly contentMs?: number;
  /** Default: `asked`. */
  readonly rank?: Rank;
}

export interface SharedAnswer<T> {
  /** Undefined `maxAgeMs`: the freshness rule. */
  ask(maxAgeMs: number | undefined, signal: AbortSignal, insistence?: Insistence): Promise<Result<Answer<T>>>;
  /** Forgets what nobody may be given any more, and says whether anything is left. */
  sweep(): 'empty' | 'in use';
  close(): void;
}

/** Long enough for dashboards to cancel a query and send it again. */
export const defaultLingerMs = 2_000;

/** How long the last answer of a target that fails may still stand in for it. */
const recallMs = 5 * 60_000;

interface Failure {
  readonly problem: Problem;
  readonly atMs: number;
  readonly retryAtMs: number;
  readonly tries: number;
}

export function createSharedAnswer<T>(options: SharedAnswerOptions<T>): SharedAnswer<T> {
  const { host, bounds, now } = options;
  let latest: Omit<Answer<T>, 'ageMs'> | undefined;
  let failure: Failure | undefined;
  let flight: Flight<Result<Answer<T>>> | undefined;
  let closed = false;

  async function ask(
    maxAgeMs: number | undefined,
    signal: AbortSignal,
    insistence: Insistence = {},
  ): Promise<Result<Answer<T>>> {
    const { rank = 'asked', contentMs = 0 } = insistence;
    while (!signal.aborted && !closed) {
      // A fetch that is on its way brings a newer answer, but not to those who are content with less.
      const ready = flight === undefined || contentMs > 0 ? recall(maxAgeMs, insistence) : undefined;
      if (ready !== undefined) return ready;
      if (flight === undefined) flight = startFlight((flightSignal) => land(flightSignal, rank), options.lingerMs);
      else if (rank === 'asked') options.onHurry?.();
      const outcome = await flight.join(signal);
      // A flight that everyone else had left was given up at the moment this caller joined it.
      if (outcome !== undefined && !isCancelled(outcome)) return outcome;
    }
    const message = `Nobody waits for ${host}'s answer any more. Ask again.`;
    return fail({ code: 'cancelled', status: 499, source: 'downstream', message });
  }

  /** What can be answered without asking the target. */
  function recall(
    maxAgeMs: number | undefined,
    { retryNow = false, noStandIn = false, contentMs = 0 }: Insistence,
  ): Result<Answer<T>> | undefined {
    const nowMs = now();
    if (latest !== undefined && (failure === undefined || (maxAgeMs !== undefined && !noStandIn))) {
      const ageMs = nowMs - latest.atMs;
      const isContent = ageMs >= 0 && ageMs < contentMs;
      if (isContent || options.isFreshEnough(maxAgeMs, ageMs, latest.tookMs)) {
        options.onUse?.();
        return succeed({ ...latest, ageMs });
      }
    }
    if (failure === undefined) return undefined;
    const sinceMs = nowMs - failure.atMs;
    const due = sinceMs < 0 || nowMs >= failure.retryAtMs || (retryNow && sinceMs >= bounds.freshness);
    return due ? undefined : fail(tellWhenAgain(failure, nowMs));
  }

  async function land(signal: AbortSignal, rank: Rank): Promise<Result<Answer<T>>> {
    try {
      const { result, tookMs } = await options.fetch(signal, rank);
      return result.ok ? succeed(keep(result.value, tookMs)) : remember(result.problem, tookMs);
    } finally {
      // Before anyone who waited goes on: what they ask next must not find this flight.
      flight = undefined;
    }
  }

  function keep(value: T, tookMs: number): Answer<T> {
    failure = undefined;
    const kept = { value, atMs: now(), tookMs };
    latest = kept;
    options.onKeep?.(value, () => (latest = undefined));
    return { ...kept, ageMs: 0 };
  }

  function remember(problem: Problem, tookMs: number): Result<never> {
    // That nobody waited any longer says nothing about the target.
    if (problem.code !== 'cancelled') {
      const atMs = now();
      const tries = (failure?.tries ?? 0) + 1;
      failure = { problem, atMs, retryAtMs: atMs + retryDelayMs(tries, tookMs, bounds), tries };
    }
    return fail(problem);
  }

  function sweep(): 'empty' | 'in use' {
    const nowMs = now();
    if (latest !== undefined) {
      const ageMs = nowMs - latest.atMs;
      if (ageMs < 0 || ageMs > Math.max(recallMs, options.windowMs(latest.tookMs))) {
        latest = undefined;
        options.onForget?.();
      }
    }
    // Past its time and as long again: whoever asks then begins a new row of failures.
    if (failure !== undefined && nowMs > failure.retryAtMs + bounds.backoff) failure = undefined;
    return latest === undefined && failure === undefined && flight === undefined ? 'empty' : 'in use';
  }

  function close(): void {
    closed = true;
    flight?.abort();
  }

  return { ask, sweep, close };
}

function isCancelled(outcome: Result<unknown>): boolean {
  return !outcome.ok && outcome.problem.code === 'cancelled';
}

function tellWhenAgain({ problem, atMs, retryAtMs }: Failure, nowMs: number): Problem {
  const ago = formatDuration(Math.max(1, Math.round((nowMs - atMs) / 1_000)) * 1_000);
  const wait = formatDuration(Math.max(1, Math.ceil((retryAtMs - nowMs) / 1_000)) * 1_000);
  return { ...problem, message: `${problem.message} This was ${ago} ago; it will be tried again in ${wait}.` };
}
