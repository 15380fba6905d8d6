// All requests to one target, each coalesced for its callers: profiles, figures and capabilities.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { currentIntervals, leakProfileMs, minuteMs } from '../../core/agreed-times.ts';
import type { Problem } from '../../core/problem.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { endpointKey, rootOf, type Endpoint } from './endpoint.ts';
import { describeFailure } from './exchange-problem.ts';
import { fetchFigures, noMetricsCode } from './fetch-figures.ts';
import { fetchProfile } from './fetch-profile.ts';
import { isCostly, windowMs } from './freshness.ts';
import { createTargetWatch, type TargetWatch } from './target-watch.ts';
import { watchLoop } from './loop-watch.ts';
import type {
  AnswerTimes,
  Capabilities,
  DataSourceRef,
  Fetched,
  FetchFailed,
  FetchObserver,
  FetchOutcome,
  FetchRank,
  FiguresOutcome,
  FiguresRead,
  ProfileRequest,
} from './port.ts';
import { describeProbe, failProbe, findFacts, type Facts, type ProbePlan } from './probe.ts';
import type { ProfileCache } from './profile-cache.ts';
import type { Revision } from './revisions.ts';
import { createSharedAnswer, isFailure, type AskOptions, type TimedFailure } from './shared-answer.ts';
import type { FetchQueues } from './fetch-queues.ts';

interface AnswersOptions {
  readonly now: () => number;
  readonly lingerMs: number;
  readonly profiles: ProfileCache;
  readonly onFetch: FetchObserver | undefined;
  readonly onBug: (error: unknown) => void;
  readonly resolveAll: ResolveAll | undefined;
  readonly queues: FetchQueues;
}

/** A target of a data source in one revision of its settings. */
export interface Asked {
  readonly ref: DataSourceRef;
  readonly revision: Revision;
  readonly endpoint: Endpoint;
}

interface TargetAnswers {
  askProfile(
    asked: Asked,
    request: ProfileRequest,
    signal: AbortSignal,
    more?: Pick<AskOptions, 'retryNow' | 'noStandIn'>,
  ): Promise<FetchOutcome>;
  askFigures(asked: Asked, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome>;
  probe(asked: Asked, signal: AbortSignal): Promise<Capabilities>;
  /** The background watch of this target. */
  watchOf(asked: Asked): TargetWatch;
}

/** A running process keeps its capabilities. After a failure, a different build may have replaced it. */
const factsMs = 10 * minuteMs;

/** A metrics page costs the target about as much as a debug=0 profile. */
const pageCost = { kind: 'goroutine', form: 0 } as const;

/** Number of cached times of leak profiles. One process cannot sample this many targets. */
const maxLeakTimes = 50_000;

export function createTargetAnswers(options: AnswersOptions): TargetAnswers {
  const { now, lingerMs, profiles, onFetch, resolveAll, queues } = options;
  /** When a leak profile was last taken, by data source and target. A settings change must not trigger another one. */
  const leakTimes = new LRUCache<string, number>({ max: maxLeakTimes });

  /** Parsing a target's answer must not throw. If it does, other targets are still answered. */
  async function guard<T>({ target }: Endpoint, task: () => Promise<T>): Promise<T | TimedFailure> {
    const startedMs = performance.now();
    try {
      return await task();
    } catch (error) {
      options.onBug(error);
      const message = `Parked failed while it read the answer of ${target.host}. This is a bug in Parked. Please report it with the log.`;
      const problem: Problem = { code: 'internal', status: 500, source: 'plugin', message };
      return { outcome: 'failed', target, problem, tookMs: performance.now() - startedMs };
    }
  }

  async function takeTurn<T>(
    { ref, endpoint }: Asked,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank?: FetchRank,
  ): Promise<T | TimedFailure> {
    const { target } = endpoint;
    const problem = describeFailure({ kind: 'cancelled' }, target.host);
    const answer = await queues.take(ref, endpoint, signal, () => guard(endpoint, task), rank);
    return answer ?? { outcome: 'failed', target, problem, tookMs: 0 };
  }

  async function fetchNow(asked: Asked, request: ProfileRequest, signal: AbortSignal): Promise<Fetched | TimedFailure> {
    const { endpoint, ref } = asked;
    const { kind, form } = request;
    const plan = { endpoint, kind, form, settings: ref.settings, resolveAll, now };
    const answer = await guard(endpoint, () => fetchProfile(plan, signal));
    const outcome = isFailure(answer) ? answer.problem.code : 'fetched';
    onFetch?.({ kind, form, outcome, tookMs: answer.tookMs, bytes: isFailure(answer) ? 0 : answer.bytes });
    return answer;
  }

  /** Checks again after queueing, because another revision of the settings may have taken a leak profile meanwhile. */
  async function fetchLeaks(
    asked: Asked,
    request: ProfileRequest,
    signal: AbortSignal,
  ): Promise<Fetched | TimedFailure> {
    const { target } = asked.endpoint;
    const key = leakTimeKey(asked);
    const sinceMs = now() - (leakTimes.get(key) ?? -Infinity);
    if (sinceMs >= 0 && sinceMs < leakProfileMs) {
      const taken = profiles.slot(leakSlotKey(asked)).get();
      if (taken !== undefined) return { ...taken, target };
      return { outcome: 'failed', target, problem: describeLeakRest(target.host, sinceMs), tookMs: 0 };
    }
    const answer = await fetchNow(asked, request, signal);
    if (!isFailure(answer)) leakTimes.set(key, answer.atMs);
    return answer;
  }

  async function askProfile(
    asked: Asked,
    request: ProfileRequest,
    signal: AbortSignal,
    more?: Pick<AskOptions, 'retryNow' | 'noStandIn'>,
  ): Promise<FetchOutcome> {
    const { endpoint, revision, ref } = asked;
    const { target } = endpoint;
    const { kind, form, maxAgeMs, rank = 'asked' } = request;
    const { bounds, sampling } = ref.settings;
    const name = `${kind} ${form} ${endpointKey(endpoint)}`;
    const isLeaks = kind === 'goroutineleak';
    const fetch = isLeaks ? fetchLeaks : fetchNow;
    const shared =
      revision.profiles.get(name) ??
      createSharedAnswer<Fetched>({
        target,
        bounds,
        now,
        // The target has already paid for a garbage collection, so the answer is kept even if all callers have left.
        lingerMs: isLeaks ? Math.max(lingerMs, endpoint.fetchTimeoutMs) : lingerMs,
        windowMs: (tookMs) => windowMs(request, tookMs, bounds),
        isCostly: isCostly(request),
        slot: profiles.slot(isLeaks ? leakSlotKey(asked) : `${revision.key} ${name}`),
        fetch: (flightSignal, flightRank) =>
          takeTurn(asked, flightSignal, () => fetch(asked, request, flightSignal), flightRank),
        onPromote: (to) => queues.promote(ref, endpoint, to),
      });
    revision.profiles.set(name, shared);
    // While the queue is slow, an older sample is better than a newer profile that arrives too late. The answer states
    // its age.
    const isSlow = rank !== 'routine' && kind === 'goroutine' && form === 0 && queues.isSlow(ref);
    const contentMs = isSlow ? currentIntervals * sampling.intervalMs : 0;
    return shared.ask(signal, { maxAgeMs, contentMs, rank, ...more });
  }

  async function askFigures(asked: Asked, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome> {
    const { endpoint, revision, ref } = asked;
    const { bounds, ...settings } = ref.settings;
    const { target } = endpoint;
    const key = endpointKey(endpoint);
    const shared =
      revision.figures.get(key) ??
      createSharedAnswer<FiguresRead>({
        target,
        bounds,
        now,
        lingerMs,
        windowMs: (tookMs) => windowMs(pageCost, tookMs, bounds),
        fetch: (flightSignal) =>
          takeTurn(asked, flightSignal, async () => {
            const loop = watchLoop();
            const plan = { endpoint, settings: { bounds, ...settings }, resolveAll };
            const read = await fetchFigures(plan, flightSignal).finally(loop.end);
            const tookMs = loop.elapsedMs();
            if (!read.ok) return { outcome: 'failed', target, problem: read.problem, tookMs };
            return { outcome: 'read', target, figures: read.value, atMs: now(), ageMs: 0, tookMs };
          }),
      });
    revision.figures.set(key, shared);
    const answer = await shared.ask(signal, { maxAgeMs });
    return isFailure(answer) && answer.problem.code === noMetricsCode ? { ...answer, outcome: 'missing' } : answer;
  }

  async function probe(asked: Asked, signal: AbortSignal): Promise<Capabilities> {
    const { endpoint, revision, ref } = asked;
    const key = endpointKey(endpoint);
    const binary = await askProfile(asked, { kind: 'goroutine', form: 0 }, signal, { retryNow: true });
    if (binary.outcome === 'failed') {
      revision.facts.delete(key);
      return failProbe(endpoint.target, binary.problem);
    }
    const shared =
      revision.facts.get(key) ??
      createSharedAnswer<Facts & AnswerTimes>({
        target: endpoint.target,
        bounds: ref.settings.bounds,
        now,
        lingerMs,
        windowMs: () => factsMs,
        fetch: async (flightSignal) => {
          const found = await findFacts(planProbe(asked, flightSignal), binary);
          return { ...found, atMs: now(), ageMs: 0, tookMs: 0 };
        },
      });
    revision.facts.set(key, shared);
    const facts: (Facts & AnswerTimes) | FetchFailed = await shared.ask(signal);
    if (isFailure(facts)) return failProbe(endpoint.target, facts.problem);
    if (!facts.sure) revision.facts.delete(key);
    return describeProbe(binary, facts);
  }

  function watchOf(asked: Asked): TargetWatch {
    const { endpoint, ref, revision } = asked;
    const key = endpointKey(endpoint);
    const known = revision.watches.get(key);
    if (known !== undefined) return known;
    const watch = createTargetWatch({
      target: endpoint.target,
      metricsHost: hostAndPort(endpoint.metrics),
      settings: ref.settings,
      now,
      onBug: options.onBug,
      takePlace: (signal, task) => revision.survey.run(key, ref.settings.bounds.surveyFetches, signal, task),
      // Viewing a table must not retry a failing target earlier.
      readProfile: (maxAgeMs, signal) =>
        askProfile(asked, { kind: 'goroutine', form: 0, maxAgeMs, rank: 'routine' }, signal, { noStandIn: true }),
      readFigures: (maxAgeMs, signal) => askFigures(asked, signal, maxAgeMs),
      plan: (figures, signal) => ({
        ...planProbe(asked, signal),
        fetchText: () => askProfile(asked, { kind: 'goroutine', form: 1, rank: 'routine' }, signal),
        readFigures: () => Promise.resolve(figures),
        takeTurn: (task) => queues.take(ref, endpoint, signal, task, 'routine'),
      }),
    });
    revision.watches.set(key, watch);
    return watch;
  }

  function planProbe(asked: Asked, signal: AbortSignal): ProbePlan {
    const { ref, endpoint } = asked;
    return {
      endpoint,
      settings: ref.settings,
      resolveAll,
      signal,
      fetchText: () => askProfile(asked, { kind: 'goroutine', form: 1 }, signal, { retryNow: true }),
      readFigures: () => askFigures(asked, signal),
      takeTurn: (task) => queues.take(ref, endpoint, signal, task),
      gaveLeaks: () => leakTimes.has(leakTimeKey(asked)),
    };
  }

  return { askProfile, askFigures, probe, watchOf };
}

const leakTimeKey = ({ ref, endpoint }: Asked): string => `${ref.orgId} ${ref.instance.uid} ${rootOf(endpoint)}`;

/** All revisions of a data source's settings with the same access share leak profiles. */
function leakSlotKey({ ref, endpoint }: Asked): string {
  const { orgId, instance, settings } = ref;
  const { auth, tls, allowedRanges } = endpoint;
  const access = [auth, tls, allowedRanges, settings.labelKeys, settings.allowLinkLocal];
  const digest = createHash('sha256').update(JSON.stringify(access)).digest('base64');
  return `leaks ${orgId} ${instance.uid} ${rootOf(endpoint)} ${digest}`;
}

function describeLeakRest(host: string, sinceMs: number): Problem {
  const wait = formatDuration(Math.ceil((leakProfileMs - sinceMs) / minuteMs) * minuteMs);
  const message =
    `A leak profile of ${host} was taken less than an hour ago, before the settings changed. Parked takes at ` +
    `most one an hour from a target, and the next one in ${wait}.`;
  return { code: 'leak_profile_rest', status: 503, source: 'downstream', message };
}
