// The part of Pyroscope's query API that exact reading needs: Connect's JSON over POST. Pyroscope sums the profiles of
// a range, but goroutines are a gauge, so each profile is requested by its id.
import { formatCount } from '../../../core/format.ts';
import { nameBound } from '../../../core/bound-titles.ts';
import { parseJson } from '../../../core/json.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import type { Profile, ProfileKind } from '../../../core/profile/model.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { hostAndPort } from '../../../core/query/settings-url.ts';
import type { CallServer } from '../../server-call.ts';
import { readPprofJson } from './pprof-json.ts';

/** A series of profiles: what one process sent under one label set. */
export interface ProfileSeries {
  readonly type: string;
  /** Without the labels that Pyroscope adds. */
  readonly labels: Labels;
}

/** A stored profile. */
export interface FoundProfile {
  readonly id: string;
  readonly atMs: number;
  /** Number of goroutines in it. */
  readonly total: number;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PyroscopeApi {
  readonly host: string;
  /** The range may be at most one day, as for all methods here. */
  listSeries(
    kind: ProfileKind,
    match: readonly Matcher[],
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<Result<readonly ProfileSeries[]>>;
  /** Ascending by time, at most one per step: the newest of the step. */
  listProfiles(
    series: ProfileSeries,
    range: TimeRange,
    stepMs: number,
    signal: AbortSignal,
  ): Promise<Result<readonly FoundProfile[]>>;
  readProfile(
    series: ProfileSeries,
    kind: ProfileKind,
    found: FoundProfile,
    signal: AbortSignal,
  ): Promise<Result<Profile>>;
}

interface PyroscopeApiOptions {
  readonly base: URL;
  readonly tenant: string | undefined;
  readonly call: CallServer;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** The types of scraped profiles and of those that SDKs send. */
const profileTypes: Readonly<Record<ProfileKind, readonly string[]>> = {
  goroutine: ['goroutine:goroutine:count:goroutine:count', 'goroutines:goroutine:count:goroutine:count'],
  goroutineleak: ['goroutineleak:goroutineleak:count:goroutineleak:count'],
};

/** A real server leaves a goroutine out of some profiles that it merges. */
const maxMissing = { count: 2, share: 0.01 } as const;

const typeLabel = '__profile_type__';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const format = ({ label, op, value }: Matcher): string => `${label}${op}${JSON.stringify(value)}`;

export function createPyroscopeApi({ base, tenant, call, timeoutMs, maxBytes }: PyroscopeApiOptions): PyroscopeApi {
  const host = hostAndPort(base);

  async function ask(method: string, message: Json, signal: AbortSignal): Promise<Result<Json>> {
    const url = new URL(base);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/querier.v1.QuerierService/${method}`;
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }),
    };
    const body = new TextEncoder().encode(JSON.stringify(message));
    const reply = await call({ url, headers, body, timeoutMs, maxBytes }, signal);
    signal.throwIfAborted();
    if (!reply.ok) return fail(makeProblem(reply.problem.code, `The past cannot be read: ${reply.problem.message}`));
    const { status, body: text, cut } = reply.value;
    if (cut) {
      return fail(
        makeProblem(
          'body_too_large',
          `The answer of ${host} is larger than ${formatSize(maxBytes)} (${nameBound('historyReply')}).`,
        ),
      );
    }
    if (status !== 200) return fail(describeStatus(status, host));
    try {
      const answer = parseJson(text);
      if (isObject(answer)) return succeed(answer);
    } catch {
      // Handled below.
    }
    return fail(
      makeProblem(
        'not_understood',
        `The answer of ${host} is not one of Pyroscope's query API. Check the URL. A login page or a proxy in front of it may have answered.`,
      ),
    );
  }

  return {
    host,
    listSeries: async (kind, match, { fromMs, toMs }, signal) => {
      const types: Matcher = { label: typeLabel, op: '=~', value: profileTypes[kind].join('|') };
      const matchers = [`{${[types, ...match].map(format).join(',')}}`];
      const answer = await ask('Series', { matchers, labelNames: [], start: fromMs, end: toMs }, signal);
      if (!answer.ok) return answer;
      return succeed(
        list(answer.value['labelsSet']).flatMap(({ labels }): readonly ProfileSeries[] => {
          const all = readLabelPairs(labels);
          const type = all[typeLabel];
          const own = Object.entries(all).filter(([name]) => !name.startsWith('__'));
          return type === undefined ? [] : [{ type, labels: Object.fromEntries(own) }];
        }),
      );
    },
    listProfiles: async (series, { fromMs, toMs }, stepMs, signal) => {
      const message = {
        ...select(series, fromMs, toMs),
        step: stepMs / 1_000,
        exemplarType: 'EXEMPLAR_TYPE_INDIVIDUAL',
      };
      const answer = await ask('SelectSeries', message, signal);
      if (!answer.ok) return answer;
      const newest = new Map<number, FoundProfile>();
      for (const { points } of list(answer.value['series'])) {
        for (const { exemplars } of list(points)) {
          for (const one of list(exemplars)) {
            const found = {
              id: String(one['profileId'] ?? ''),
              atMs: Number(one['timestamp'] ?? NaN),
              total: Number(one['value'] ?? 0),
            };
            if (found.id === '' || !(found.atMs >= fromMs && found.atMs <= toMs)) continue;
            const step = Math.ceil((found.atMs - fromMs) / stepMs);
            if (found.atMs >= (newest.get(step)?.atMs ?? -Infinity)) newest.set(step, found);
          }
        }
      }
      return succeed([...newest.values()].sort((a, b) => a.atMs - b.atMs));
    },
    readProfile: async (series, kind, found, signal) => {
      const message = {
        ...select(series, found.atMs - 1, found.atMs + 1),
        format: 'PROFILE_FORMAT_PPROF',
        profileIdSelector: [found.id],
      };
      const answer = await ask('SelectMergeStacktraces', message, signal);
      if (!answer.ok) return answer;
      const { pprof } = answer.value;
      const profile = readPprofJson(isObject(pprof) ? pprof['profile'] : undefined, kind, found.atMs);
      if (profile === undefined) {
        return fail(
          makeProblem(
            'not_understood',
            `${host} returns no profile in pprof's form. Versions of Pyroscope that read single profiles do. Update Pyroscope.`,
          ),
        );
      }
      // A server that ignores the id sums nearby profiles. A sum must not be used as a count.
      const missing = found.total - profile.goroutines;
      if (missing < 0 || missing > Math.max(maxMissing.count, found.total * maxMissing.share)) {
        return fail(
          makeProblem(
            'profiles_added_up',
            `${host} returned ${formatCount(profile.goroutines)} goroutines for a profile of ` +
              `${formatCount(found.total)}. It adds profiles up, so Parked does not use the result. Update Pyroscope.`,
          ),
        );
      }
      return succeed({ ...profile, goroutines: found.total, unparsed: missing });
    },
  };
}

function select({ type, labels }: ProfileSeries, fromMs: number, toMs: number): Json {
  const own = Object.entries(labels).map(([label, value]) => format({ label, op: '=', value }));
  return { profileTypeID: type, labelSelector: `{${own.join(',')}}`, start: fromMs, end: toMs };
}

function readLabelPairs(pairs: unknown): Labels {
  return Object.fromEntries(list(pairs).map(({ name, value }) => [String(name ?? ''), String(value ?? '')]));
}

function describeStatus(status: number, host: string): Problem {
  if (status === 401 || status === 403) {
    return makeProblem(
      'unauthorized',
      `${host} rejects the credentials (${status}), so the past cannot be read. Correct them, or name an entry of auth or a tenant.`,
    );
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    return makeProblem('not_found', `${host} has no query API of Pyroscope there (${status}). Check the URL.`);
  }
  return makeProblem(
    'history_query_failed',
    `${host} could not answer for the past (HTTP status ${status}). Its log has the reason. Its default limits are one day per query and one week back.`,
  );
}

function makeProblem(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', message };
}
