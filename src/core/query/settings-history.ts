// `history`: the engine that keeps the past. Embedded is a file on this machine. Prometheus is any server with remote
// write and PromQL. Pyroscope is only read, since another program sends it profiles.
import { compileMatchers } from '../label-matcher.ts';
import * as v from 'valibot';
import type { Labels, Matcher } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { checkAuth } from './settings-named-auth.ts';
import { describeLabelName } from './settings-label-name.ts';
import { conditions, definePart, labels } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readHttpUrl, readServerBase } from './settings-url.ts';

interface EmbeddedHistory {
  readonly type: 'embedded';
}

export interface PrometheusHistory {
  readonly type: 'prometheus';
  /** The full URL for samples; undefined where another process writes. */
  readonly remoteWrite: string | undefined;
  /** The base before `/api/v1/query`; undefined where this process only writes. */
  readonly query: string | undefined;
  /** Name of an entry of `auth`, used for both. */
  readonly auth: string | undefined;
  /** Added to every written series, and removed from targets when series are read. */
  readonly externalLabels: Labels;
  /** Conditions on the labels of the server's series that belong to this data source. */
  readonly match: readonly Matcher[];
}

export interface PyroscopeHistory {
  readonly type: 'pyroscope';
  /** The base before `/querier.v1.QuerierService`. */
  readonly url: string;
  readonly auth: string | undefined;
  /** The tenant header (`X-Scope-OrgID`); undefined: none is sent. */
  readonly tenant: string | undefined;
}

export type HistorySettings = EmbeddedHistory | PrometheusHistory | PyroscopeHistory;

const text = v.nullish(v.string('must be a text.'));

const prometheus = v.strictObject({
  type: v.literal('prometheus'),
  remoteWrite: text,
  query: text,
  auth: text,
  externalLabels: labels,
  match: conditions,
});
const pyroscope = v.strictObject({ type: v.literal('pyroscope'), url: text, auth: text, tenant: text });
/** The engines with settings of their own. */
const engines = [prometheus, pyroscope] as const;

/** `"embedded"` is short for `{ type: "embedded" }`. */
const shape = v.union(
  [v.literal('embedded'), v.strictObject({ type: v.literal('embedded') }), ...engines],
  `must be "embedded", an object with ${engines.map(describe).join(', or one with ')}.`,
);

/** `type "pyroscope", url, auth and tenant` */
function describe({ entries }: (typeof engines)[number]): string {
  const keys = Object.keys(entries).filter((key) => key !== 'type');
  return `type "${entries.type.literal}", ${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`;
}

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
        'history.remoteWrite is missing, so samples would go nowhere. Give the URL that takes remote write, such as ' +
          'http://prometheus:9090/api/v1/write, or turn sampling off where collectors write.',
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
      'A Pyroscope is read only, so samples would go nowhere. Turn sampling off, or keep the history embedded and let it read the past from that Pyroscope.',
    );
  }
  const name = tenant?.trim() || undefined;
  return succeed({ history: { type: 'pyroscope', url: (url ?? '').trim().replace(/\/+$/, ''), auth, tenant: name } });
}

/** Whether this process samples, which is the default. */
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
