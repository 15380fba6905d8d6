// `history`: which engine keeps the past. Embedded is a file of this machine; Prometheus is any server that takes remote
// write and answers PromQL.
import * as v from 'valibot';
import { succeed, type Result } from '../problem.ts';
import { checkAuth } from './settings-discovery.ts';
import { failSetting } from './settings-problem.ts';
import type { SamplingSettings } from './settings-sampling.ts';
import { readHttpUrl } from './settings-url.ts';

export interface EmbeddedHistory {
  readonly type: 'embedded';
}

export interface PrometheusHistory {
  readonly type: 'prometheus';
  /** Where samples go, the whole URL; undefined: others write. */
  readonly remoteWrite: string | undefined;
  /** The base in front of `/api/v1/query`; undefined: this process only writes. */
  readonly query: string | undefined;
  /** Name of an entry of `auth`, for both. */
  readonly auth: string | undefined;
}

export type HistorySettings = EmbeddedHistory | PrometheusHistory;

const text = v.nullish(v.string('must be a text.'));

/** `"embedded"` is short for `{ type: "embedded" }`. */
export const historyShape = v.union(
  [
    v.literal('embedded'),
    v.strictObject({ type: v.literal('embedded') }),
    v.strictObject({ type: v.literal('prometheus'), remoteWrite: text, query: text, auth: text }),
  ],
  'must be "embedded", or an object with type "prometheus", remoteWrite, query and auth.',
);

type Shape = v.InferOutput<typeof historyShape>;

export function readHistory(
  shape: Shape,
  authNames: readonly string[],
  sampling: SamplingSettings,
): Result<HistorySettings> {
  if (shape === 'embedded' || shape.type === 'embedded') return succeed({ type: 'embedded' });
  const auth = checkAuth(shape.auth, 'history.auth', authNames);
  if (!auth.ok) return auth;
  const remoteWrite = readOptional(shape.remoteWrite, 'history.remoteWrite');
  if (!remoteWrite.ok) return remoteWrite;
  const query = readOptional(shape.query, 'history.query');
  if (!query.ok) return query;
  if (query.value !== undefined && /[?#]/.test(query.value)) {
    return failSetting(
      'history.query',
      'history.query must end before the "?" or "#": give the base of the server (http://prometheus:9090), Parked adds /api/v1/query itself.',
    );
  }
  if (remoteWrite.value === undefined && sampling.enabled) {
    return failSetting(
      'history.remoteWrite',
      'history.remoteWrite is missing, so samples would go nowhere. Give the URL that takes remote write, such as http://prometheus:9090/api/v1/write, or set sampling.enabled to false where collectors write.',
    );
  }
  if (remoteWrite.value === undefined && query.value === undefined) {
    return failSetting(
      'history.query',
      'history.query is missing. Give the base of the server that holds the series, such as http://prometheus:9090.',
    );
  }
  return succeed({ type: 'prometheus', remoteWrite: remoteWrite.value, query: query.value, auth: auth.value });
}

/** Forms save an empty text for "no value". */
function readOptional(url: string | null | undefined, field: string): Result<string | undefined> {
  const trimmed = url?.trim() ?? '';
  if (trimmed === '') return succeed(undefined);
  const read = readHttpUrl(trimmed, field);
  return read.ok ? succeed(trimmed) : read;
}
