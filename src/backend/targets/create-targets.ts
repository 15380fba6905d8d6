// Builds the targets room: fetching, discovery, probing and caching of profiles.
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { MatchBudget } from '../../core/match-budget.ts';
import { compileMatchers } from '../../core/label-matcher.ts';
import { type Matcher, targetKey } from '../../core/labels.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { createSystemResolver, type DnsResolver } from './discovery/dns-resolver.ts';
import { createFleet, findDiscoveryProblem } from './fleet.ts';
import type {
  DataSourceRef,
  DiscoveryReporter,
  FetchObserver,
  FetchOutcome,
  FiguresSource,
  Surveyor,
  SymbolResolver,
  Target,
  TargetsPort,
} from './port.ts';
import { failProbe } from './probe.ts';
import { createProfileCache } from './profile-cache.ts';
import { isTurnOver, takeTurn } from '../loop-turns.ts';
import { resolveSymbols } from './resolve-symbols.ts';
import { createRevisions, type Revision } from './revisions.ts';
import { defaultLingerMs } from './shared-answer.ts';
import { survey } from './survey.ts';
import { createTargetAnswers, type Asked } from './target-answers.ts';
import { createFetchQueues } from './fetch-queues.ts';
import { secondMs } from '../../core/agreed-times.ts';

export interface TargetsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called after every real fetch, not for shared answers. */
  readonly onFetch?: FetchObserver;
  /** How long a fetch continues after its last caller has left. Default: 2 s. */
  readonly lingerMs?: number;
  /** Receives Parked's own bugs. The caller of the fetch gets a problem as well. */
  readonly logger?: { error(message: string, error: unknown): void };
  /** Resolves host names for fetching. Default: the system's resolver. */
  readonly resolveAll?: ResolveAll;
  /** Creates the resolver for DNS discovery. Default: the servers in resolv.conf. */
  readonly createResolver?: (timeoutMs: number) => DnsResolver;
}

export type TargetsRoom = TargetsPort & SymbolResolver & FiguresSource & DiscoveryReporter & Surveyor;

/** How often expired answers are dropped. They take memory until then. */
const sweepIntervalMs = 30 * secondMs;
/** Targets that are asked between two looks at the turn. */
const targetsPerLook = 64;

export function createTargets(options: TargetsOptions): TargetsRoom {
  const { now, onFetch, resolveAll, lingerMs = defaultLingerMs, createResolver = createSystemResolver } = options;
  const onBug = (error: unknown): void =>
    options.logger?.error('A fetch ended with an error that Parked did not expect.', error);
  const revisions = createRevisions((settings) => createFleet({ settings, now, resolveAll, createResolver, onBug }));
  const queues = createFetchQueues();
  const answers = createTargetAnswers({
    now,
    lingerMs,
    profiles: createProfileCache(),
    onFetch,
    onBug,
    resolveAll,
    queues,
  });
  let sweeper: NodeJS.Timeout | undefined;

  function revisionOf(ref: DataSourceRef): Revision {
    sweeper ??= setInterval(sweep, sweepIntervalMs).unref();
    return revisions.get(ref, now());
  }

  function sweep(): void {
    if (revisions.sweep(now()) === 'in use') return;
    queues.clear();
    clearInterval(sweeper);
    sweeper = undefined;
  }

  async function select(ref: DataSourceRef, matchers: readonly Matcher[]): Promise<Result<readonly Target[]>> {
    const { fleet } = revisionOf(ref);
    const endpoints = await fleet.list();
    if (!endpoints.ok) return endpoints;
    const budget = new MatchBudget();
    const matches = compileMatchers(matchers, 'targets', budget);
    if (!matches.ok) return matches;
    const all = [...endpoints.value.values()].map(({ target }) => target);
    const selected = all.filter(({ labels }) => matches.value(labels));
    if (budget.untried > 0) return fail(describeUntried(budget.untried));
    if (selected.length > 0) return succeed(selected);
    const undiscovered = all.length === 0 ? findDiscoveryProblem(await fleet.report()) : undefined;
    return fail(undiscovered ?? describeNoTargets(all));
  }

  /** The endpoint of a target; a problem if the data source no longer has that target. */
  function find(ref: DataSourceRef, target: Target): Result<Asked> {
    const revision = revisionOf(ref);
    const endpoint = revision.fleet.find(targetKey(target.labels));
    return endpoint === undefined ? fail(describeUnknown(target)) : succeed({ ref, revision, endpoint });
  }

  async function close(): Promise<void> {
    clearInterval(sweeper);
    revisions.close();
    queues.clear();
  }

  return {
    select,
    fetch: async (ref, targets, request, signal, admit) => {
      const fetchOne = async (target: Target): Promise<FetchOutcome> => {
        const asked = find(ref, target);
        if (!asked.ok) return { outcome: 'failed', target, problem: asked.problem };
        const outcome = await answers.askProfile(asked.value, request, signal);
        const refused = outcome.outcome === 'fetched' ? admit?.(outcome) : undefined;
        return refused === undefined ? outcome : { outcome: 'failed', target, problem: refused };
      };
      const outcomes: Promise<readonly FetchOutcome[]>[] = [];
      for (let start = 0; start < targets.length; start += targetsPerLook) {
        // To ask a thousand targets takes longer than others should wait.
        if (start > 0 && isTurnOver()) await takeTurn();
        const some = Promise.all(targets.slice(start, start + targetsPerLook).map(fetchOne));
        // A fault is thrown below.
        some.catch(() => undefined);
        outcomes.push(some);
      }
      return (await Promise.all(outcomes)).flat();
    },
    probe: async (ref, target, signal) => {
      const asked = find(ref, target);
      return asked.ok ? answers.probe(asked.value, signal) : failProbe(target, asked.problem);
    },
    survey: (ref, targets, signal) => {
      const asked = targets.map((target) => find(ref, target));
      const watches = asked.map((one) => (one.ok ? answers.watchOf(one.value) : undefined));
      return survey(watches, ref.settings.bounds.surveyTimeout, signal);
    },
    readFigures: async (ref, target, signal, maxAgeMs) => {
      const asked = find(ref, target);
      return asked.ok
        ? answers.askFigures(asked.value, signal, maxAgeMs)
        : { outcome: 'failed', target, problem: asked.problem };
    },
    reportDiscovery: (ref) => revisionOf(ref).fleet.report(),
    resolveSymbols: async (ref, target, addresses, signal) => {
      const asked = find(ref, target);
      if (!asked.ok) return new Map();
      const plan = { endpoint: asked.value.endpoint, settings: ref.settings, resolveAll };
      const names = await queues.take(ref, plan.endpoint, signal, () => resolveSymbols(plan, addresses, signal));
      return names ?? new Map();
    },
    close,
  };
}

function describeNoTargets(all: readonly Target[]): Problem {
  const message =
    all.length === 0
      ? 'The data source has no targets. Set its URL to a Go process that serves pprof, or list some under targets.'
      : `No target matches. There ${all.length === 1 ? 'is 1 target' : `are ${all.length} targets`}, of the services ` +
        `${listSome(all)}. Change or remove a condition in targets.`;
  return { code: 'no_targets', status: 400, source: 'downstream', field: 'targets', message };
}

function listSome(all: readonly Target[]): string {
  const services = [...new Set(all.map(({ labels }) => labels['service'] ?? ''))].sort();
  const shown = services.slice(0, 5).join(', ');
  return services.length > 5 ? `${shown} and ${services.length - 5} more` : shown;
}

function describeUnknown(target: Target): Problem {
  const message = `${target.host} is no longer a target of this data source. Run the query again.`;
  return { code: 'unknown_target', status: 400, source: 'downstream', field: 'targets', message };
}

/** An answer about only some of the targets would be wrong, especially for an alert rule. */
function describeUntried(values: number): Problem {
  return {
    code: 'expression_too_costly',
    status: 400,
    source: 'downstream',
    field: 'targets',
    message: `The regular expressions of the targets are too complex for ${values} label values. Shorten them, or use "=".`,
  };
}
