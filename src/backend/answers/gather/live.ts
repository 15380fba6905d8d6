// Reads live profiles: selects targets, fetches each once, and substitutes older profiles for failed fetches.
import { currentIntervals, leakProfileMs, standInMs } from '../../../core/agreed-times.ts';
import { targetKey } from '../../../core/labels.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Fetched, FetchFailed, FetchOutcome, ProfileRequest, Target } from '../../targets/port.ts';
import { takeTurn } from '../../loop-turns.ts';
import type { Ask } from '../ask.ts';
import { cancelledProblem, refuse } from '../ask.ts';
import { noteDump } from './dump-pause.ts';
import { usePermit } from './dump-permits.ts';
import { checkDumpRights, checkDumpSize, findDumpField } from './dumps.ts';
import { noteAges, noteDiscovery, noteFailures, noteReading, noteRecalled } from '../words/notices.ts';
import { hasRole } from '../roles.ts';
import { resolveHidden } from './resolve-hidden.ts';
import type { Gathered } from './snapshot.ts';
import { keepLeaked } from './snapshot.ts';
import { formatAmount } from '../../../core/format.ts';
import { formatSentences, formatSome } from '../words/format.ts';

interface Taken {
  readonly fetched: readonly Fetched[];
  readonly recalled: readonly Fetched[];
  readonly failed: readonly FetchFailed[];
}

/**
 * Fetches the profiles of targets. `notices` come before those of the fetches. `some`: the targets. Default: all that
 * the query selects.
 */
export async function gatherLive(
  ask: Ask,
  notices: readonly Notice[],
  some?: readonly Target[],
): Promise<Result<Gathered>> {
  const dumpField = findDumpField(ask.query);
  const refused = dumpField === undefined ? undefined : checkDumpRights(ask, dumpField);
  if (refused) return fail(refused);
  const selected = some ? succeed(some) : await ask.ports.targets.select(ask.ref, ask.query.targets);
  if (!selected.ok) return selected;
  const targets = selected.value;
  const lists = (await ask.ports.targets.reportDiscovery?.(ask.ref)) ?? [];

  const taken =
    dumpField === undefined ? await take(ask, targets, profileRequest(ask)) : await takeDumps(ask, targets, dumpField);
  const read = [...taken.fetched, ...taken.recalled];
  if (read.length === 0) return fail(failAll(taken.failed, targets.length));

  const snapshots = await Promise.all(read.map((one) => completeProfile(ask, one)));
  await takeTurn();
  if (ask.signal.aborted) return fail(cancelledProblem);
  const kept = offerProfiles(ask, snapshots.slice(0, taken.fetched.length));
  return succeed({
    snapshots,
    unknown: taken.failed.map((failure) => failure.target.labels),
    failed: [...taken.failed, ...taken.recalled].map((one) => one.target.labels),
    per: ask.query.per,
    labelKeys: ask.ref.settings.labelKeys,
    notices: [
      ...notices,
      ...noteDiscovery(lists),
      ...noteFailures(taken.failed, targets.length),
      ...noteRecalled(taken.recalled, targets.length),
      ...noteAges(taken.fetched),
      ...noteReading(snapshots),
    ],
    stats: [
      { displayName: 'Targets asked', value: targets.length },
      { displayName: 'Targets read', value: read.length },
      { displayName: 'Slowest fetch', value: maxOf(read, (one) => one.tookMs), unit: 'ms' },
      { displayName: 'Fetched', value: read.reduce((sum, one) => sum + one.bytes, 0), unit: 'decbytes' },
      { displayName: 'Oldest profile', value: maxOf(read, (one) => one.ageMs), unit: 'ms' },
    ],
    kept,
    executed: describeFetches(ask, read),
  });
}

/** URLs contain host names. Users who may not edit see only a count. */
function describeFetches({ role }: Ask, read: readonly Fetched[]): string {
  if (!hasRole(role, 'Editor')) return `GET of ${formatAmount(read.length, 'profile')}`;
  return formatSome(
    read.map((one) => `GET ${one.url}`),
    20,
    '\n',
  );
}

/** Adds the names of hidden functions, and selects the goroutines that the query asks for. */
async function completeProfile(ask: Ask, fetched: Fetched): Promise<Fetched> {
  const { ports, ref, signal } = ask;
  const whole = await resolveHidden(ports.targets, ref, fetched.target, fetched.profile, signal);
  return { ...fetched, profile: ask.query.profile === 'goroutineleak' ? keepLeaked(whole) : whole };
}

/** Offers what was fetched to history: profiles as samples, dumps for their waits. Its failure fails no live answer. */
function offerProfiles(ask: Ask, fetched: readonly Fetched[]): Promise<void> {
  const offered = fetched.map(({ target, profile, atMs, tookMs }) => ({
    target: target.labels,
    profile,
    atMs,
    tookMs,
  }));
  return ask.past.offer(offered).catch(ask.ports.onBug);
}

function profileRequest(ask: Ask): ProfileRequest {
  const kind = ask.query.profile;
  if (kind === 'goroutineleak') return { kind, form: 0, maxAgeMs: leakProfileMs };
  // A graph shows samples, so it needs no newer profile.
  const acceptsRecent = ask.acceptsRecent === true || ask.fromAlert || ask.query.queryType === 'trend';
  // Hundreds of alert rules must not load the target.
  const maxAgeMs = currentIntervals * ask.ref.settings.sampling.intervalMs;
  const rank = ask.fromAlert ? 'alert' : 'asked';
  return acceptsRecent ? { kind, form: 0, maxAgeMs, rank } : { kind, form: 0, rank };
}

async function take(ask: Ask, targets: readonly Target[], request: ProfileRequest): Promise<Taken> {
  const { fetched, failed } = divide(await ask.ports.targets.fetch(ask.ref, targets, request, ask.signal));
  if (failed.length === 0) return { fetched, recalled: [], failed };
  const again = divide(
    await ask.ports.targets.fetch(
      ask.ref,
      failed.map((failure) => failure.target),
      { ...request, maxAgeMs: Math.max(standInMs, request.maxAgeMs ?? 0) },
      ask.signal,
    ),
  );
  return { fetched, recalled: again.fetched, failed: again.failed };
}

/** Takes debug=2 of the targets that are small enough. Their size comes from the cheaper debug=0. */
async function takeDumps(ask: Ask, targets: readonly Target[], field: string): Promise<Taken> {
  const sized = divide(await ask.ports.targets.fetch(ask.ref, targets, { kind: 'goroutine', form: 0 }, ask.signal));
  const small: Target[] = [];
  const refused: FetchFailed[] = [];
  for (const { target, profile } of sized.fetched) {
    const named = { host: target.host, key: nameTarget(ask, target) };
    const problem = checkDumpSize(profile.goroutines, named, ask.ref.settings.dumps, field);
    if (problem && !mayPass(ask, named.key)) refused.push({ outcome: 'failed', target, problem });
    else small.push(target);
  }
  const request: ProfileRequest = { kind: ask.query.profile, form: 2 };
  const dumped = divide(await ask.ports.targets.fetch(ask.ref, small, request, ask.signal));
  for (const { target, profile, tookMs, ageMs } of dumped.fetched) {
    if (ageMs === 0) noteDump(nameTarget(ask, target), profile.goroutines, tookMs);
  }
  return { fetched: dumped.fetched, recalled: [], failed: [...sized.failed, ...refused, ...dumped.failed] };
}

/** Whether an administrator has just permitted this dump despite its pause. */
function mayPass({ role, fromAlert, ref, ports }: Ask, target: string): boolean {
  const isAdmin = !fromAlert && hasRole(role, 'Admin');
  return isAdmin && usePermit(`${ref.orgId}/${ref.instance.uid}`, target, ports.nowMs());
}

function nameTarget({ ref }: Ask, { labels }: Target): string {
  return `${ref.orgId}/${ref.instance.uid}/${targetKey(labels)}`;
}

function divide(outcomes: readonly FetchOutcome[]): { fetched: readonly Fetched[]; failed: readonly FetchFailed[] } {
  const fetched: Fetched[] = [];
  const failed: FetchFailed[] = [];
  for (const outcome of outcomes) {
    if (outcome.outcome === 'fetched') fetched.push(outcome);
    else failed.push(nameHost(outcome));
  }
  return { fetched, failed };
}

/** Adds the host to a failure, because its message may name the target. */
function nameHost({ target, problem, ...failed }: FetchFailed): FetchFailed {
  return { ...failed, target, problem: { ...problem, hosts: [...(problem.hosts ?? []), target.host] } };
}

/** The problem for a query whose targets all failed: the first one, with the number of failures. */
function failAll(failed: readonly FetchFailed[], total: number): Problem {
  const first = failed[0]?.problem;
  if (!first) return refuse('no_target', 'targets', 'No target was asked.');
  if (failed.length === 1) return first;
  const reasons = formatSentences(failed.map((failure) => failure.problem.message));
  const hosts = failed.flatMap(({ problem }) => problem.hosts ?? []);
  return { ...first, message: `None of ${formatAmount(total, 'target')} could be read: ${reasons}`, hosts };
}

function maxOf(read: readonly Fetched[], measure: (one: Fetched) => number): number {
  return read.reduce((most, one) => Math.max(most, measure(one)), 0);
}
