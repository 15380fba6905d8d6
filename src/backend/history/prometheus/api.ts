// The part of Prometheus' HTTP API that history needs, with bounds and columnar results. VictoriaMetrics, Mimir, Thanos
// and Cortex implement it too.
import { nameBound } from '../../../core/bound-titles.ts';
import { parseJson } from '../../../core/json.ts';
import type { Labels } from '../../../core/labels.ts';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { hostAndPort } from '../../../core/query/settings-url.ts';
import type { CallServer, ServerReply } from '../../server-call.ts';

/** One series of a result. Points ascend by time. */
export interface Row {
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** The ends of steps; both ends included. */
export interface Grid {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly stepMs: number;
}

export interface PrometheusApi {
  /** Evaluates at one time. A range selector (`up[5m]`) returns raw samples; another expression returns its value. */
  instant(expression: string, atMs: number, signal: AbortSignal): Promise<Result<readonly Row[]>>;
  range(expression: string, grid: Grid, signal: AbortSignal): Promise<Result<readonly Row[]>>;
  /** Label sets of the series with a point in the range or close to it. */
  series(selector: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<Result<readonly Labels[]>>;
}

interface ApiOptions {
  /** The base URL in front of `/api/v1`. */
  readonly base: URL;
  readonly call: CallServer;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export function createApi({ base, call, timeoutMs, maxBytes }: ApiOptions): PrometheusApi {
  const host = hostAndPort(base);

  async function ask(path: string, fields: Labels, signal: AbortSignal): Promise<Result<unknown>> {
    const url = new URL(base);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${path}`;
    // VictoriaMetrics otherwise hides recent samples and aligns the ends of a range to its cache.
    const form = { ...fields, timeout: `${Math.ceil(timeoutMs / 1_000)}s`, nocache: '1', latency_offset: '1ms' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const body = new TextEncoder().encode(new URLSearchParams(form).toString());
    const reply = await call({ url, headers, body, timeoutMs, maxBytes }, signal);
    signal.throwIfAborted();
    return reply.ok ? readReply(reply.value, host, maxBytes) : fail(asHistory(reply.problem));
  }

  async function askRows(path: string, fields: Labels, signal: AbortSignal): Promise<Result<readonly Row[]>> {
    const data = await ask(path, fields, signal);
    return data.ok ? readRows(data.value, host) : data;
  }

  return {
    instant: (query, atMs, signal) => askRows('query', { query, time: formatTime(atMs) }, signal),
    range: (query, { firstMs, lastMs, stepMs }, signal) => {
      const grid = { start: formatTime(firstMs), end: formatTime(lastMs), step: String(stepMs / 1_000) };
      return askRows('query_range', { query, ...grid }, signal);
    },
    series: async (selector, fromMs, toMs, signal) => {
      const fields = { 'match[]': selector, start: formatTime(fromMs), end: formatTime(toMs) };
      const data = await ask('series', fields, signal);
      if (!data.ok) return data;
      return Array.isArray(data.value) ? succeed(data.value.map(readLabels)) : notUnderstood(host);
    },
  };
}

const formatTime = (timeMs: number): string => (timeMs / 1_000).toFixed(3);

function readReply({ status, body, cut }: ServerReply, host: string, maxBytes: number): Result<unknown> {
  if (cut) {
    const message =
      `The answer of ${host} is larger than ${formatSize(maxBytes)} (${nameBound('historyReply')}). Choose a ` +
      'shorter range or fewer targets, or raise the bound.';
    return fail(makeProblem('body_too_large', message));
  }
  let answer: unknown;
  try {
    answer = parseJson(body);
  } catch {
    answer = undefined;
  }
  if (status === 200 && isObject(answer) && answer['status'] === 'success') return succeed(answer['data']);
  return fail(describeStatus(status, host, isObject(answer) ? answer['errorType'] : undefined));
}

function describeStatus(status: number, host: string, errorType: unknown): Problem {
  if (status === 401 || status === 403) {
    const message = `${host} rejects the credentials of the history (${status}), so the past cannot be read. Correct them, or choose other named credentials.`;
    return makeProblem('unauthorized', message);
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    const message = `${host} has no query API there (${status}), so the past cannot be read. Check the path of "Query URL": it ends before /api/v1.`;
    return makeProblem('not_found', message);
  }
  // The server's message may repeat the query, so only the error type is shown.
  const kind = typeof errorType === 'string' && /^[a-z_ ]{1,40}$/.test(errorType) ? `, ${errorType}` : '';
  const message = `${host} could not answer for the past (HTTP status ${status}${kind}). Its log has the reason. A shorter range or fewer targets may help.`;
  return makeProblem('history_query_failed', message);
}

/** Rewords a fetch problem, which otherwise speaks of a target. */
function asHistory({ code, message }: Problem): Problem {
  return makeProblem(code, `The past cannot be read: ${message}`);
}

function readRows(data: unknown, host: string): Result<readonly Row[]> {
  const result = isObject(data) ? data['result'] : undefined;
  if (!Array.isArray(result)) return notUnderstood(host);
  const rows: Row[] = [];
  for (const one of result as readonly unknown[]) {
    if (!isObject(one)) return notUnderstood(host);
    const pairs = Array.isArray(one['values']) ? one['values'] : [one['value']];
    rows.push({ labels: readLabels(one['metric']), ...readPairs(pairs as readonly unknown[]) });
  }
  return succeed(rows);
}

/** Drops values that are not numbers, which some servers use to mark the end of a series. */
function readPairs(pairs: readonly unknown[]): Pick<Row, 'timesMs' | 'values'> {
  const timesMs = new Float64Array(pairs.length);
  const values = new Float64Array(pairs.length);
  let length = 0;
  for (const pair of pairs) {
    const [seconds, text] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const value = text === null || text === undefined ? NaN : Number(text);
    if (typeof seconds !== 'number' || Number.isNaN(value)) continue;
    timesMs[length] = Math.round(seconds * 1_000);
    values[length++] = value;
  }
  return { timesMs: timesMs.subarray(0, length), values: values.subarray(0, length) };
}

function readLabels(metric: unknown): Labels {
  if (!isObject(metric)) return {};
  return Object.fromEntries(Object.entries(metric).map(([name, value]) => [name, String(value)]));
}

function notUnderstood(host: string): Result<never> {
  const message = `The answer of ${host} is not one of Prometheus' query API. Check "Query URL". A login page or a proxy in front of it may have answered.`;
  return fail(makeProblem('not_understood', message));
}

function makeProblem(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', message };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
