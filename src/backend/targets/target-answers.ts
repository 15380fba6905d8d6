// What is asked of one target, each question shared by all who want its answer: profiles, figures, and what it can do.
import type { ProcessFigures } from '../../core/metrics/model.ts';
import { fail, succeed, type Result } from '../../core/problem.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { endpointKey, type Endpoint } from './endpoint.ts';
import { describeFailure } from './exchange-problem.ts';
import { fetchFigures, noMetricsCode } from './fetch-figures.ts';
import { fetchProfile, profileUrl, type FetchPlan } from './fetch-profile.ts';
import { isFreshEnough, windowMs } from './freshness.ts';
import type { Rank } from './gate.ts';
import type { KeptProfiles } from './kept-profiles.ts';
import { watchLoop } from './loop-watch.ts';
import type {
  Capabilities,
  DataSourceRef,
  FetchObserver,
  FetchOutcome,
  FiguresOutcome,
  ProfileRequest,
} from './port.ts';
import { createLookout, type Lookout } from './lookout.ts';
import { describeProbe, failProbe, findFacts, type Facts, type ProbePlan } from './probe.ts';
import type { Revision } from './revisions.ts';
import { createSharedAnswer, type Insistence, type Landing } from './shared-answer.ts';
import { createSharedProfile, type LandedProfile } from './shared-profile.ts';
import type { Turns } from './turns.ts';

export interface AnswersOptions {
  readonly now: () => number;
  readonly lingerMs: number;
  readonly kept: KeptProfiles;
  readonly onFetch: FetchObserver | undefined;
  readonly onBug: (error: unknown) => void;
  readonly resolveAll: ResolveAll | undefined;
  readonly turns: Turns;
}

/** A target of a data source in one revision of its settings. */
export interface Asked {
  readonly ref: DataSourceRef;
  readonly revision: Revision;
  readonly endpoint: Endpoint;
}

export interface TargetAnswers {
  askProfile(
    asked: Asked,
    request: ProfileRequest,
    signal: AbortSignal,
    insistence?: Insistence,
  ): Promise<FetchOutcome>;
  askFigures(asked: Asked, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome>;
  probe(asked: Asked, signal: AbortSignal): Promise<Capabilities>;
  /** The one who keeps an eye on this target. */
  lookoutOf(asked: Asked): Lookout;
}

/** A process that is the same keeps its abilities; one that came back after a failure may be another build. */
const factsMs = 10 * 60_000;

/** As many intervals old may a sample be that is answered with while the line moves slowly: as old as alert rules take it. */
const samplesContent = 2;

/** A metrics page costs its target about what a debug=0 profile does. */
const pageCost = { kind: 'goroutine', form: 0 } as const;

export function createTargetAnswers(options: AnswersOptions): TargetAnswers {
  const { now, lingerMs, kept, onFetch, resolveAll, turns } = options;

  /** Counts from when its turn has come. Nothing a target sends may throw; if it does, its neighbours are answered all the same. */
  async function land<T>(
    { ref, endpoint }: Asked,
    signal: AbortSignal,
    task: () => Promise<Landing<T>>,
    { onLanded, rank }: { readonly onLanded?: (landing: Landing<T>) => void; readonly rank?: Rank | undefined } = {},
  ): Promise<Landing<T>> {
    const { host } = endpoint.target;
    const work = async (): Promise<Landing<T>> => {
      const startedMs = performance.now();
      const landed = await task().catch((error: unknown): Landing<T> => {
        options.onBug(error);
        const message = `Parked failed while it read what ${host} sent. This is a fault of Parked: report it with the log.`;
        const result = fail({ code: 'internal', status: 500, source: 'plugin', message });
        return { result, tookMs: performance.now() - startedMs };
      });
      onLanded?.(landed);
      return landed;
    };
    const landing = await turns.take(ref, endpoint, signal, work, rank);
    return landing ?? { result: fail(describeFailure({ kind: 'cancelled' }, host)), tookMs: 0 };
  }

  function landProfile(
    asked: Asked,
    plan: FetchPlan,
    signal: AbortSignal,
    rank: Rank,
  ): Promise<Landing<LandedProfile>> {
    const fetch = async (): Promise<Landing<LandedProfile>> => {
      const { result, tookMs } = await timed(() => fetchProfile(plan, signal));
      // Parked's own time for reading is none of the target's.
      return { result, tookMs: result.ok ? result.value.answeredMs : tookMs };
    };
    const onLanded = ({ result, tookMs }: Landing<LandedProfile>): void => {
      const outcome = result.ok ? 'fetched' : result.problem.code;
      const { kind, form } = plan;
      onFetch?.({ kind, form, outcome, tookMs, bytes: result.ok ? result.value.bytes : 0 });
    };
    return land(asked, signal, fetch, { onLanded, rank });
  }

  async function askProfile(
    asked: Asked,
    { kind, form, maxAgeMs, rank = 'asked' }: ProfileRequest,
    signal: AbortSignal,
    insistence?: Insistence,
  ): Promise<FetchOutcome> {
    const { endpoint, revision, ref } = asked;
    const name = `${kind} ${form} ${endpointKey(endpoint)}`;
    const shared =
      revision.profiles.get(name) ??
      createSharedProfile({
        target: endpoint.target,
        kind,
        form,
        url: profileUrl(endpoint, kind, form).href,
        bounds: ref.settings.bounds,
        now,
        lingerMs,
        kept,
        fetch: (flightSignal, flightRank) =>
          landProfile(asked, { endpoint, kind, form, settings: ref.settings, resolveAll }, flightSignal, flightRank),
        onHurry: () => turns.hurry(ref, endpoint),
      });
    revision.profiles.set(name, shared);
    // Rather a sample now than a newer profile when it is too late: its age is told.
    const isInLine = rank === 'asked' && kind === 'goroutine' && form === 0 && turns.isSlow(ref);
    const contentMs = isInLine ? samplesContent * ref.settings.sampling.intervalMs : 0;
    return shared.ask(maxAgeMs, signal, { contentMs, rank, ...insistence });
  }

  async function askFigures(asked: Asked, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome> {
    const { endpoint, revision, ref } = asked;
    const { bounds } = ref.settings;
    const { target } = endpoint;
    const key = endpointKey(endpoint);
    const shared =
      revision.figures.get(key) ??
      createSharedAnswer<ProcessFigures>({
        host: target.host,
        bounds,
        now,
        lingerMs,
        windowMs: (tookMs) => windowMs(pageCost, tookMs, bounds),
        isFreshEnough: (wantedMs, ageMs, tookMs) =>
          isFreshEnough(wantedMs === undefined ? pageCost : { ...pageCost, maxAgeMs: wantedMs }, ageMs, tookMs, bounds),
        fetch: (flightSignal) =>
          land(asked, flightSignal, () =>
            timed(() => fetchFigures({ endpoint, settings: ref.settings, resolveAll }, flightSignal)),
          ),
      });
    revision.figures.set(key, shared);
    const answer = await shared.ask(maxAgeMs, signal);
    if (answer.ok) {
      const { value, atMs, ageMs, tookMs } = answer.value;
      return { outcome: 'read', target, figures: value, atMs, ageMs, tookMs };
    }
    const outcome = answer.problem.code === noMetricsCode ? 'missing' : 'failed';
    return { outcome, target, problem: answer.problem };
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
      createSharedAnswer<Facts>({
        host: endpoint.target.host,
        bounds: ref.settings.bounds,
        now,
        lingerMs,
        windowMs: () => factsMs,
        isFreshEnough: (_, ageMs) => ageMs >= 0 && ageMs < factsMs,
        fetch: (flightSignal) => timed(async () => succeed(await findFacts(planProbe(asked, flightSignal), binary))),
      });
    revision.facts.set(key, shared);
    const facts = await shared.ask(undefined, signal);
    if (!facts.ok) return failProbe(endpoint.target, facts.problem);
    if (!facts.value.value.sure) revision.facts.delete(key);
    return describeProbe(binary, facts.value.value);
  }

  function lookoutOf(asked: Asked): Lookout {
    const { endpoint, ref, revision } = asked;
    const key = endpointKey(endpoint);
    const known = revision.lookouts.get(key);
    if (known !== undefined) return known;
    const lookout = createLookout({
      target: endpoint.target,
      metricsHost: hostAndPort(endpoint.metrics),
      settings: ref.settings,
      now,
      onBug: options.onBug,
      takePlace: (signal, task) => revision.survey.run(key, ref.settings.bounds.surveyFetches, signal, task),
      // A target that is down is not asked sooner because somebody looks at a table.
      readProfile: (maxAgeMs, signal) =>
        askProfile(asked, { kind: 'goroutine', form: 0, maxAgeMs, rank: 'routine' }, signal, { noStandIn: true }),
      readFigures: (maxAgeMs, signal) => askFigures(asked, signal, maxAgeMs),
      plan: (figures, signal) => ({
        ...planProbe(asked, signal),
        fetchText: () => askProfile(asked, { kind: 'goroutine', form: 1, rank: 'routine' }, signal),
        readFigures: () => Promise.resolve(figures),
        takeTurn: (task) => turns.take(ref, endpoint, signal, task, 'routine'),
      }),
    });
    revision.lookouts.set(key, lookout);
    return lookout;
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
      takeTurn: (task) => turns.take(ref, endpoint, signal, task),
    };
  }

  return { askProfile, askFigures, probe, lookoutOf };
}

async function timed<T>(task: () => Promise<Result<T>>): Promise<Landing<T>> {
  const loop = watchLoop();
  try {
    return { result: await task(), tookMs: loop.elapsedMs() };
  } finally {
    loop.end();
  }
}
