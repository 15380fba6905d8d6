// Targets that send profiles, in addition to those that are fetched. A request for such a target is answered from what
// it sent.
import { standInMs } from '../../core/agreed-times.ts';
import { compileMatchers } from '../../core/label-matcher.ts';
import { type Matcher, targetKey } from '../../core/labels.ts';
import { MatchBudget } from '../../core/match-budget.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { formatDuration } from '../../core/query/duration.ts';
import type { TargetsRoom } from '../targets/create-targets.ts';
import type {
  AdmitProfile,
  Capabilities,
  DataSourceRef,
  FetchOutcome,
  ProfileRequest,
  Seen,
  Target,
} from '../targets/port.ts';
import type { Inbox } from './inbox.ts';

/** `base` fetches targets. If two have the same labels, the fetched one counts. */
export function withPushed(base: TargetsRoom, inbox: Inbox, nowMs: () => number): TargetsRoom {
  async function select(ref: DataSourceRef, matchers: readonly Matcher[]): Promise<Result<readonly Target[]>> {
    const asked = await base.select(ref, matchers);
    if (!asked.ok && asked.problem.code !== 'no_targets') return asked;
    const listed = asked.ok ? asked.value : [];
    const matches = compileMatchers(matchers, 'targets', new MatchBudget());
    if (!matches.ok) return matches;
    const taken = new Set(listed.map(({ labels }) => targetKey(labels)));
    const sending = inbox.list();
    const pushed = sending.filter(({ labels }) => !taken.has(targetKey(labels)) && matches.value(labels));
    if (listed.length + pushed.length > 0) return succeed([...listed, ...pushed]);
    if (sending.length > 0 || asked.ok) return asked;
    const message = `${asked.problem.message} No process has sent a profile in the last minutes either.`;
    return fail({ ...asked.problem, message });
  }

  async function fetchOne(
    ref: DataSourceRef,
    target: Target,
    request: ProfileRequest,
    signal: AbortSignal,
    admit: AdmitProfile | undefined,
  ): Promise<FetchOutcome> {
    if (!isPushed(target)) return (await base.fetch(ref, [target], request, signal, admit))[0] ?? failed(target, gone);
    const answer = answerFor(target, request);
    const refused = answer.outcome === 'fetched' ? admit?.(answer) : undefined;
    return refused === undefined ? answer : failed(target, refused);
  }

  function answerFor(target: Target, { kind, form }: ProfileRequest): FetchOutcome {
    if (form !== 0) return failed(target, describeUnasked(target));
    const newest = inbox.newest(targetKey(target.labels), kind);
    if (newest === undefined) return failed(target, describeMissing(target, kind));
    const ageMs = Math.max(0, nowMs() - newest.atMs);
    const isStale = kind === 'goroutine' && ageMs > standInMs;
    return isStale ? failed(target, describeSilence(target, ageMs)) : { ...newest, target, ageMs };
  }

  /** A target of a query may have been built from its labels only. */
  const isPushed = (target: Target): boolean => target.pushed === true && inbox.has(targetKey(target.labels));

  function probe(target: Target): Capabilities {
    const newest = answerFor(target, { kind: 'goroutine', form: 0 });
    const leaks = inbox.newest(targetKey(target.labels), 'goroutineleak');
    return {
      target,
      goVersion: null,
      goroutines: newest.outcome === 'fetched' ? newest.profile.goroutines : null,
      forms: newest.outcome === 'fetched' ? [0] : [],
      leakProfile: leaks === undefined ? 'unknown' : 'served',
      remedy: null,
      problem: newest.outcome === 'fetched' ? null : newest.problem,
    };
  }

  function see(target: Target): Seen {
    const atMs = inbox.newest(targetKey(target.labels), 'goroutine')?.atMs ?? nowMs();
    const page = { metricsPage: 'missing', metricsHost: target.host, metricsProblem: null } as const;
    return { ...probe(target), ...page, atMs, tookMs: null };
  }

  return {
    ...base,
    select,
    fetch: (ref, targets, request, signal, admit) =>
      Promise.all(targets.map((target) => fetchOne(ref, target, request, signal, admit))),
    probe: (ref, target, signal) =>
      isPushed(target) ? Promise.resolve(probe(target)) : base.probe(ref, target, signal),
    survey: async (ref, targets, signal) => {
      const asked = targets.filter((target) => !isPushed(target));
      const seen = await base.survey(ref, asked, signal);
      const byTarget = new Map(asked.map((target, index) => [target, seen[index] ?? null]));
      return targets.map((target) => (isPushed(target) ? see(target) : (byTarget.get(target) ?? null)));
    },
    readFigures: async (ref, target, signal, maxAgeMs) =>
      isPushed(target)
        ? { outcome: 'missing', target, problem: describeUnasked(target) }
        : base.readFigures(ref, target, signal, maxAgeMs),
    resolveSymbols: async (ref, target, addresses, signal) =>
      isPushed(target) ? new Map<bigint, string>() : base.resolveSymbols(ref, target, addresses, signal),
  };
}

const failed = (target: Target, problem: Problem): FetchOutcome => ({ outcome: 'failed', target, problem });

function problem(code: string, target: Target, message: string): Problem {
  return { code, status: 502, source: 'downstream', message, hosts: [target.host] };
}

const gone: Problem = {
  code: 'unknown_target',
  status: 400,
  source: 'downstream',
  message: 'The target is no longer listed.',
};

function describeUnasked(target: Target): Problem {
  return problem(
    'pushed_target',
    target,
    `${target.host} sends its profiles itself, so it cannot be asked for a dump or its figures. List its pprof address as a target for those.`,
  );
}

function describeMissing(target: Target, kind: string): Problem {
  return problem('no_push', target, `${target.host} has sent no ${kind} profile.`);
}

function describeSilence(target: Target, ageMs: number): Problem {
  const ago = formatDuration(Math.round(ageMs / 1_000) * 1_000);
  return problem(
    'no_push',
    target,
    `${target.host} sent its last profile ${ago} ago. Check that it runs and that it can reach Parked.`,
  );
}
