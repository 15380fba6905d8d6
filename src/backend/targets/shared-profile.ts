// One kind and form of one target's profile: fetched once for all who ask, kept while it is fresh, and left alone for
// a while after it failed.
import { formatDuration } from '../../core/query/duration.ts';
import type { Bounds } from '../../core/limits.ts';
import type { Profile } from '../../core/profile/model.ts';
import type { Problem, Result } from '../../core/problem.ts';
import { startFlight, type Flight } from './flight.ts';
import { isFreshEnough, retryDelayMs, windowMs } from './freshness.ts';
import type { KeptProfiles } from './kept-profiles.ts';
import type { Fetched, FetchFailed, FetchOutcome, ProfileRequest, Target } from './port.ts';

/** What a fetch brought, and how long the target was busy with it (waiting for a turn not counted). */
export interface Landing {
  readonly result: Result<{ readonly profile: Profile; readonly bytes: number }>;
  readonly tookMs: number;
}

export interface SharedProfileOptions {
  readonly target: Target;
  readonly kind: ProfileRequest['kind'];
  readonly form: ProfileRequest['form'];
  /** Without credentials. */
  readonly url: string;
  readonly bounds: Bounds;
  readonly now: () => number;
  readonly lingerMs: number;
  readonly kept: KeptProfiles;
  readonly fetch: (signal: AbortSignal) => Promise<Landing>;
}

export interface Insistence {
  /** Ask although the last attempt failed, unless that was within the freshness. For Save & test. */
  readonly retryNow?: boolean;
}

export interface SharedProfile {
  ask(maxAgeMs: number | undefined, signal: AbortSignal, insistence?: Insistence): Promise<FetchOutcome>;
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

export function createSharedProfile(options: SharedProfileOptions): SharedProfile {
  const { target, kind, form, url, bounds, now, kept } = options;
  const owner = {};
  let latest: Omit<Fetched, 'ageMs'> | undefined;
  let failure: Failure | undefined;
  let flight: Flight<FetchOutcome> | undefined;
  let closed = false;

  async function ask(
    maxAgeMs: number | undefined,
    signal: AbortSignal,
    { retryNow = false }: Insistence = {},
  ): Promise<FetchOutcome> {
    while (!signal.aborted && !closed) {
      const ready = flight === undefined ? recall(maxAgeMs, retryNow) : undefined;
      if (ready !== undefined) return ready;
      flight ??= startFlight(land, options.lingerMs);
      const outcome = await flight.join(signal);
      // A flight that everyone else had left was given up at the moment this caller joined it.
      if (outcome !== undefined && !isCancelled(outcome)) return outcome;
    }
    return cancelled();
  }

  /** What can be answered without asking the target. */
  function recall(maxAgeMs: number | undefined, retryNow: boolean): FetchOutcome | undefined {
    const nowMs = now();
    if (latest !== undefined && (failure === undefined || maxAgeMs !== undefined)) {
      const ageMs = nowMs - latest.atMs;
      const request = maxAgeMs === undefined ? { kind, form } : { kind, form, maxAgeMs };
      if (isFreshEnough(request, ageMs, latest.tookMs, bounds)) {
        kept.touch(owner);
        return { ...latest, ageMs };
      }
    }
    if (failure === undefined) return undefined;
    const sinceMs = nowMs - failure.atMs;
    const due = sinceMs < 0 || nowMs >= failure.retryAtMs || (retryNow && sinceMs >= bounds.freshness);
    return due ? undefined : { outcome: 'failed', target, problem: tellWhenAgain(failure, nowMs) };
  }

  async function land(signal: AbortSignal): Promise<FetchOutcome> {
    try {
      const { result, tookMs } = await options.fetch(signal);
      return result.ok ? keep(result.value, tookMs) : remember(result.problem, tookMs);
    } finally {
      // Before anyone who waited goes on: what they ask next must not find this flight.
      flight = undefined;
    }
  }

  function keep({ profile, bytes }: { readonly profile: Profile; readonly bytes: number }, tookMs: number): Fetched {
    failure = undefined;
    latest = { outcome: 'fetched', target, profile, atMs: now(), tookMs, bytes, url };
    kept.keep(owner, profile, () => (latest = undefined));
    return { ...latest, ageMs: 0 };
  }

  function remember(problem: Problem, tookMs: number): FetchFailed {
    // That nobody waited any longer says nothing about the target.
    if (problem.code !== 'cancelled') {
      const atMs = now();
      const tries = (failure?.tries ?? 0) + 1;
      failure = { problem, atMs, retryAtMs: atMs + retryDelayMs(tries, tookMs, bounds), tries };
    }
    return { outcome: 'failed', target, problem };
  }

  function cancelled(): FetchOutcome {
    const message = `Nobody waits for ${target.host}'s answer any more. Ask again.`;
    return { outcome: 'failed', target, problem: { code: 'cancelled', status: 499, source: 'downstream', message } };
  }

  function sweep(): 'empty' | 'in use' {
    const nowMs = now();
    if (latest !== undefined) {
      const ageMs = nowMs - latest.atMs;
      if (ageMs < 0 || ageMs > Math.max(recallMs, windowMs({ kind, form }, latest.tookMs, bounds))) {
        latest = undefined;
        kept.release(owner);
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

function isCancelled(outcome: FetchOutcome): boolean {
  return outcome.outcome === 'failed' && outcome.problem.code === 'cancelled';
}

function tellWhenAgain({ problem, atMs, retryAtMs }: Failure, nowMs: number): Problem {
  const ago = formatDuration(Math.max(1, Math.round((nowMs - atMs) / 1_000)) * 1_000);
  const wait = formatDuration(Math.max(1, Math.ceil((retryAtMs - nowMs) / 1_000)) * 1_000);
  return { ...problem, message: `${problem.message} This was ${ago} ago; it will be tried again in ${wait}.` };
}
