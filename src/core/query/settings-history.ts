// `history`: which engine keeps the past. Embedded is a file of this machine. Prometheus is any server that takes remote
// write and answers PromQL. Pyroscope is read only: somebody else sends it profiles.
import { compileMatchers } from '../label-matcher.ts';
import * as v from 'valibot';
import type { Labels, Matcher } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { checkAuth } from './settings-auth.ts';
import { describeLabelName } from './settings-label-name.ts';
import { conditions, definePart, labels } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readHttpUrl, readServerBase } from './settings-url.ts';

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
  /** Added to every series that is written, and no part of a target when series are read. */
  readonly externalLabels: Labels;
  /** Which of the server's series are this data source's, by their labels as they stand in the series. */
  readonly match: readonly Matcher[];
}

export interface PyroscopeHistory {
  readonly type: 'pyroscope';
  /** The base in front of `/querier.v1.QuerierService`. */
  readonly url: string;
  readonly auth: string | undefined;
  /** The tenant header (`X-Scope-OrgID`); undefined: none is sent. */
  readonly tenant: string | undefined;
}

export type HistorySettings = EmbeddedHistory | PrometheusHistory | PyroscopeHistory;

const text = v.nullish(v.string('must be a text.'));

/** `"embedded"` is short for `{ type: "embedded" }`. */
const shape = v.union(
  [
    v.literal('embedded'),
    v.strictObject({ type: v.literal('embedded') }),
    v.strictObject({
      type: v.literal('prometheus'),
      remoteWrite: text,
      query: text,
      auth: text,
      externalLabels: labels,
      match: conditions,
    }),
    v.strictObject({ type: v.literal('pyroscope'), url: text, auth: text, tenant: text }),
  ],
  'must be "embedded", an object with type "prometheus", remoteWrite, query, auth, externalLabels and match, or one with type "pyroscope", url, auth and tenant.',
);

export const historyPart = definePart({
  entries: { history: v.nullish(shape, 'embedded') },
  read({ history }, { authNames, data }): Result<{ readonly history: HistorySettings }> {
    if (history === 'embedded' || history.type === 'embedded') return succeed({ history: { type: 'embedded' } });
    const auth = checkAuth(history.auth, 'history.auth', authNames);
    if (!auth.ok) return auth;
    if (history.type === 'pyroscope') return readPyroscope(history, auth.value, isSampling(data));
    const wrongName = Object.keys(history.externalLabels).find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name));
    if (wrongName !== undefined) {
      return failSetting('history.externalLabels', describeLabelName('history.externalLabels', wrongName));
    }
    const matches = compileMatchers(history.match, 'history.match');
    if (!matches.ok) return matches;
    const remoteWrite = readOptional(history.remoteWrite, 'history.remoteWrite');
    if (!remoteWrite.ok) return remoteWrite;
    const query = readOptional(history.query, 'history.query', readServerBase);
    if (!query.ok) return query;
    if (remoteWrite.value === undefined && isSampling(data)) {
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
    return succeed({
      history: {
        type: 'prometheus',
        remoteWrite: remoteWrite.value,
        query: query.value,
        auth: auth.value,
        externalLabels: history.externalLabels,
        match: history.match,
      },
    });
  },
});

function readPyroscope(
  { url, tenant }: { readonly url?: string | null | undefined; readonly tenant?: string | null | undefined },
  auth: string | undefined,
  samples: boolean,
): Result<{ readonly history: PyroscopeHistory }> {
  const base = readServerBase(url ?? '', 'history.url');
  if (!base.ok) return base;
  if (samples) {
    return failSetting(
      'history.type',
      'A Pyroscope is read only, so samples would go nowhere. Set sampling.enabled to false, or keep the history "embedded" and name the Pyroscope in "past".',
    );
  }
  const name = tenant?.trim() || undefined;
  return succeed({ history: { type: 'pyroscope', url: (url ?? '').trim().replace(/\/+$/, ''), auth, tenant: name } });
}

/** Whether this process samples: it does unless the settings say otherwise. */
function isSampling({ sampling }: Readonly<Record<string, unknown>>): boolean {
  return !(typeof sampling === 'object' && sampling !== null && 'enabled' in sampling && sampling.enabled === false);
}

/** Forms save an empty text for "no value". */
function readOptional(
  url: string | null | undefined,
  field: string,
  readUrl: typeof readHttpUrl = readHttpUrl,
): Result<string | undefined> {
  const trimmed = url?.trim() ?? '';
  if (trimmed === '') return succeed(undefined);
  const read = readUrl(trimmed, field);
  return read.ok ? succeed(trimmed) : read;
}
