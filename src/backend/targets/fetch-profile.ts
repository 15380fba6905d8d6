// Fetches one profile of one target, and reads it while it arrives.
import type { ProfileKind } from '../../core/profile/model.ts';
import { fail } from '../../core/problem.ts';
import { isSameServer, pathOn, withPath } from '../../core/query/settings-url.ts';
import type { Settings } from '../../core/query/settings.ts';
import { judgeStatus } from './answer-status.ts';
import type { ResolveAll } from './checked-lookup.ts';
import type { Endpoint } from './endpoint.ts';
import { exchange, type ExchangeRequest } from './exchange.ts';
import { watchLoop } from './loop-watch.ts';
import type { Fetched, ProfileForm } from './port.ts';
import { estimateBytes } from './profile-cache.ts';
import { readAnswer } from './read-answer.ts';
import type { TimedFailure } from './shared-answer.ts';

export interface FetchPlan {
  readonly endpoint: Endpoint;
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  readonly settings: Settings;
  readonly resolveAll?: ResolveAll | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

function profileUrl({ root }: Endpoint, kind: ProfileKind, form: ProfileForm): URL {
  const url = withPath(root, `${pathOn(root)}/${kind}`);
  url.search = `?debug=${form}`;
  return url;
}

/** The parts that all requests to a target share. */
export function targetRequest(
  plan: Pick<FetchPlan, 'endpoint' | 'settings' | 'resolveAll'>,
  url: URL,
): ExchangeRequest {
  const { endpoint, settings, resolveAll } = plan;
  const isTrusted = endpoint.isMetricsTrusted || url.href !== endpoint.metrics.href;
  const own = isSameServer(url, endpoint.root) && isTrusted;
  return {
    url,
    // Compression would cost the target CPU time.
    headers: { 'user-agent': 'parked', 'accept-encoding': 'identity' },
    auth: own ? endpoint.auth : undefined,
    tls: own ? endpoint.tls : undefined,
    wholeTimeoutMs: endpoint.fetchTimeoutMs,
    settings,
    allowedRanges: endpoint.allowedRanges,
    resolveAll,
  };
}

/** Fetches and reads a profile. Failures are values; their messages name only the target's host. */
export async function fetchProfile(plan: FetchPlan, signal: AbortSignal): Promise<Fetched | TimedFailure> {
  const { endpoint, kind, form, settings } = plan;
  const { target } = endpoint;
  const url = profileUrl(endpoint, kind, form);
  const request = targetRequest(plan, url);
  const wholeTimeoutMs =
    form === 2 ? Math.max(request.wholeTimeoutMs, settings.bounds.dumpTimeout) : request.wholeTimeoutMs;
  const loop = watchLoop();
  let answeredMs = 0;
  try {
    const answered = await exchange({ ...request, wholeTimeoutMs }, signal, async (answer) => {
      const refusal = await judgeStatus(answer, endpoint, kind);
      if (refusal !== undefined) return fail(refusal);
      const body = noteEnd(answer.body, () => (answeredMs = loop.elapsedMs()));
      return readAnswer({ ...answer, body }, { host: target.host, kind, form, settings }, signal);
    });
    const read = answered.ok ? answered.value : answered;
    if (!read.ok) return { outcome: 'failed', target, problem: read.problem, tookMs: loop.elapsedMs() };
    // Excludes the time that Parked itself spent on reading.
    const times = { atMs: plan.now(), ageMs: 0, tookMs: answeredMs };
    return { outcome: 'fetched', target, url: url.href, heldBytes: estimateBytes(read.value), ...read.value, ...times };
  } finally {
    loop.end();
  }
}

/** Calls `onEnd` after the last byte. */
async function* noteEnd(body: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncGenerator<Uint8Array> {
  yield* body;
  onEnd();
}
