// Where profiles come from: the targets room, put together.
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { compileMatchers } from '../../core/label-matcher.ts';
import type { Matcher } from '../../core/labels.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { describeFailure } from './exchange-problem.ts';
import { fetchProfile, profileUrl, type FetchPlan } from './fetch-profile.ts';
import { createGate, type Gate } from './gate.ts';
import { createKeptProfiles } from './kept-profiles.ts';
import type {
  Capabilities,
  DataSourceRef,
  FetchObserver,
  FetchOutcome,
  ProfileRequest,
  SymbolResolver,
  Target,
  TargetsPort,
} from './port.ts';
import { failProbe, probeTarget } from './probe.ts';
import { resolveSymbols } from './resolve-symbols.ts';
import { createRevisions, type Revision } from './revisions.ts';
import { createSharedProfile, defaultLingerMs, type Insistence, type Landing } from './shared-profile.ts';
import { identify, type Endpoint } from './static-targets.ts';

export interface TargetsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of every fetch that was really made. */
  readonly onFetch?: FetchObserver;
  /** How long a fetch that nobody waits for any more goes on. Default 2 s. */
  readonly lingerMs?: number;
  /** Told of faults of Parked's own, which are answered as problems all the same. */
  readonly logger?: { error(message: string, error: unknown): void };
  /** Default: the system's resolver. */
  readonly resolveAll?: ResolveAll;
}

const sweepIntervalMs = 30_000;

export function createTargets(options: TargetsOptions): TargetsPort & SymbolResolver {
  const { now, onFetch, resolveAll, lingerMs = defaultLingerMs } = options;
  const revisions = createRevisions();
  const gates = new Map<string, Gate>();
  const kept = createKeptProfiles();
  let sweeper: NodeJS.Timeout | undefined;

  function revisionOf(ref: DataSourceRef): Revision {
    sweeper ??= setInterval(sweep, sweepIntervalMs).unref();
    return revisions.get(ref, now());
  }

  function sweep(): void {
    if (revisions.sweep(now()) === 'in use') return;
    gates.clear();
    clearInterval(sweeper);
    sweeper = undefined;
  }

  /** Of one data source whatever its revision: a target must not be asked twice at once because its settings changed. */
  function gateOf({ orgId, instance }: DataSourceRef): Gate {
    const key = `${orgId} ${instance.uid}`;
    const gate = gates.get(key) ?? createGate();
    gates.set(key, gate);
    return gate;
  }

  async function select(ref: DataSourceRef, matchers: readonly Matcher[]): Promise<Result<readonly Target[]>> {
    const { endpoints } = revisionOf(ref);
    if (!endpoints.ok) return endpoints;
    const matches = compileMatchers(matchers, 'targets');
    if (!matches.ok) return matches;
    const all = [...endpoints.value.values()].map(({ target }) => target);
    const selected = all.filter(({ labels }) => matches.value(labels));
    return selected.length > 0 ? succeed(selected) : fail(describeNoTargets(all));
  }

  /** Runs a request to a target when its turn has come, and counts only from then on. */
  async function takeTurn<T>(
    ref: DataSourceRef,
    endpoint: Endpoint,
    signal: AbortSignal,
    task: () => Promise<T>,
  ): Promise<T | undefined> {
    return gateOf(ref).run(endpoint.root.href, ref.settings.bounds.concurrentFetches, signal, task);
  }

  async function land(ref: DataSourceRef, plan: FetchPlan, signal: AbortSignal): Promise<Landing> {
    const { endpoint, kind, form } = plan;
    const landing = await takeTurn(ref, endpoint, signal, async () => {
      const startedMs = performance.now();
      const result = await fetchProfile(plan, signal).catch((error: unknown) => failBug(error, endpoint));
      const tookMs = result.ok ? result.value.answeredMs : performance.now() - startedMs;
      const outcome = result.ok ? 'fetched' : result.problem.code;
      onFetch?.({ kind, form, outcome, tookMs, bytes: result.ok ? result.value.bytes : 0 });
      return { result, tookMs };
    });
    return landing ?? { result: fail(describeFailure({ kind: 'cancelled' }, endpoint.target.host)), tookMs: 0 };
  }

  /** Nothing a target sends may throw. If it does, its neighbours are answered all the same. */
  function failBug(error: unknown, { target: { host } }: Endpoint): Result<never> {
    options.logger?.error('A fetch ended with an error that Parked did not expect.', error);
    const message = `Parked failed while it read what ${host} sent. This is a fault of Parked: report it with the log.`;
    return fail({ code: 'internal', status: 500, source: 'plugin', message });
  }

  async function ask(
    ref: DataSourceRef,
    revision: Revision,
    endpoint: Endpoint,
    { kind, form, maxAgeMs }: ProfileRequest,
    signal: AbortSignal,
    insistence?: Insistence,
  ): Promise<FetchOutcome> {
    const name = `${kind} ${form} ${endpoint.identity}`;
    let shared = revision.profiles.get(name);
    if (shared === undefined) {
      const plan: FetchPlan = { endpoint, kind, form, settings: ref.settings, resolveAll };
      shared = createSharedProfile({
        target: endpoint.target,
        kind,
        form,
        url: profileUrl(endpoint, kind, form).href,
        bounds: ref.settings.bounds,
        now,
        lingerMs,
        kept,
        fetch: (flightSignal) => land(ref, plan, flightSignal),
      });
      revision.profiles.set(name, shared);
    }
    return shared.ask(maxAgeMs, signal, insistence);
  }

  async function fetch(
    ref: DataSourceRef,
    targets: readonly Target[],
    request: ProfileRequest,
    signal: AbortSignal,
  ): Promise<readonly FetchOutcome[]> {
    const revision = revisionOf(ref);
    return Promise.all(
      targets.map((target) => {
        const endpoint = findEndpoint(revision, target);
        return endpoint === undefined
          ? { outcome: 'failed' as const, target, problem: describeUnknown(target) }
          : ask(ref, revision, endpoint, request, signal);
      }),
    );
  }

  async function probe(ref: DataSourceRef, target: Target, signal: AbortSignal): Promise<Capabilities> {
    const revision = revisionOf(ref);
    const endpoint = findEndpoint(revision, target);
    if (endpoint === undefined) return failProbe(target, describeUnknown(target));
    return probeTarget({
      endpoint,
      settings: ref.settings,
      resolveAll,
      signal,
      fetch: (form) => ask(ref, revision, endpoint, { kind: 'goroutine', form }, signal, { retryNow: true }),
      takeTurn: (task) => takeTurn(ref, endpoint, signal, task),
    });
  }

  async function close(): Promise<void> {
    clearInterval(sweeper);
    revisions.close();
    gates.clear();
  }

  return {
    select,
    fetch,
    probe,
    resolveSymbols: async (ref, target, addresses, signal) => {
      const endpoint = findEndpoint(revisionOf(ref), target);
      if (endpoint === undefined) return new Map();
      const plan = { endpoint, settings: ref.settings, resolveAll };
      const names = await takeTurn(ref, endpoint, signal, () => resolveSymbols(plan, addresses, signal));
      return names ?? new Map();
    },
    close,
  };
}

function findEndpoint({ endpoints }: Revision, { labels }: Target): Endpoint | undefined {
  return endpoints.ok ? endpoints.value.get(identify(labels)) : undefined;
}

function describeNoTargets(all: readonly Target[]): Problem {
  const message =
    all.length === 0
      ? 'The data source has no targets. Set its URL to a Go process that serves pprof, or list some under targets.'
      : `No target matches. There ${all.length === 1 ? 'is 1 target' : `are ${all.length} targets`}, of the services ${listSome(all)}. Change or remove a condition in targets.`;
  return { code: 'no_targets', status: 400, source: 'downstream', field: 'targets', message };
}

function listSome(all: readonly Target[]): string {
  const services = [...new Set(all.map(({ labels }) => labels['service'] ?? ''))].sort();
  const shown = services.slice(0, 5).join(', ');
  return services.length > 5 ? `${shown} and ${services.length - 5} more` : shown;
}

function describeUnknown(target: Target): Problem {
  const message = `${target.host} is no target of this data source any more. Run the query again.`;
  return { code: 'unknown_target', status: 400, source: 'downstream', field: 'targets', message };
}
