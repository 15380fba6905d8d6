// A circuit breaker for a server that does not answer, so that callers do not wait for it repeatedly. From time to time
// one call tests whether the server is back.
import { fail, type Problem, type Result } from '../../core/problem.ts';
import { formatDuration } from '../../core/query/duration.ts';
import type { CallServer, ServerReply } from '../server-call.ts';
import { secondMs } from '../../core/agreed-times.ts';

interface CircuitBreaker {
  /** Fails at once while the server is known to be unavailable. */
  readonly call: CallServer;
  /** Always asks, and records the outcome. */
  readonly probe: CallServer;
  /** Why an answer should not wait for the server: it is unavailable, or has been silent for seconds. */
  stalled(): Problem | undefined;
}

/** The pause doubles with each failure, so that a broken server is not loaded further. */
const firstPauseMs = 5_000;
const maxPauseMs = 30 * secondMs;
/** The timeout of a call that tests whether the server is back. */
const trialMs = 5_000;
/** A healthy server answers some call within this time. */
const silentMs = 2_000;

/** Status codes of a proxy whose server is unavailable. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** `nowMs`: monotonic. */
export function createCircuitBreaker(host: string, call: CallServer, nowMs = () => performance.now()): CircuitBreaker {
  /** When the calls in flight began. */
  const inFlight = new Set<{ readonly sinceMs: number }>();
  let answeredMs = -Infinity;
  let away: { readonly problem: Problem; readonly pauseMs: number; readonly untilMs: number } | undefined;
  let isTrying = false;

  async function guarded(...[request, signal]: Parameters<CallServer>): Promise<Result<ServerReply>> {
    const isTrial = away !== undefined;
    if (away !== undefined && (isTrying || nowMs() < away.untilMs)) return fail(describe(away));
    isTrying = isTrial;
    const one = { sinceMs: nowMs() };
    inFlight.add(one);
    try {
      const timeoutMs = isTrial ? Math.min(request.timeoutMs, trialMs) : request.timeoutMs;
      const reply = await call({ ...request, timeoutMs }, signal);
      note(reply, one.sinceMs, signal);
      return reply;
    } finally {
      inFlight.delete(one);
      if (isTrial) isTrying = false;
    }
  }

  function note(reply: Result<ServerReply>, sinceMs: number, signal: AbortSignal): void {
    if (reply.ok && !awayStatuses.has(reply.value.status)) {
      answeredMs = nowMs();
      away = undefined;
      return;
    }
    // A caller that left says nothing about the server. Neither does a slow call if others are answered.
    if (signal.aborted || answeredMs > sinceMs) return;
    const pauseMs = away === undefined ? firstPauseMs : Math.min(maxPauseMs, 2 * away.pauseMs);
    const problem = reply.ok ? describeStatus(host, reply.value.status) : reply.problem;
    away = { problem, pauseMs, untilMs: nowMs() + pauseMs };
  }

  function describe({ problem, untilMs }: NonNullable<typeof away>): Problem {
    const leftMs = Math.max(1_000, Math.ceil((untilMs - nowMs()) / 1_000) * 1_000);
    return {
      ...problem,
      code: 'history_away',
      message: `${problem.message} The next attempt is in ${formatDuration(leftMs)}.`,
    };
  }

  function stalled(): Problem | undefined {
    if (away !== undefined) return describe(away);
    const sinceMs = Math.min(...[...inFlight].map((one) => one.sinceMs));
    const silent = nowMs() - Math.max(sinceMs, answeredMs);
    if (inFlight.size === 0 || silent < silentMs) return undefined;
    return makeProblem(`${host} has not answered for ${formatDuration(Math.floor(silent / 1_000) * 1_000)}.`);
  }

  async function probe(...[request, signal]: Parameters<CallServer>): Promise<Result<ServerReply>> {
    const sinceMs = nowMs();
    const reply = await call({ ...request, timeoutMs: Math.min(request.timeoutMs, trialMs) }, signal);
    note(reply, sinceMs, signal);
    return reply;
  }

  return { call: guarded, probe, stalled };
}

function describeStatus(host: string, status: number): Problem {
  return makeProblem(`${host} cannot answer now (HTTP status ${status}).`);
}

function makeProblem(message: string): Problem {
  return { code: 'history_away', status: 503, source: 'downstream', message };
}
