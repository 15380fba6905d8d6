// The targets that the settings name directly: `url` and the list `targets`.
import { nameBound } from '../../core/bound-titles.ts';
import { type Labels, type LabelsKey, targetKey } from '../../core/labels.ts';
import { fail, succeed, type Result } from '../../core/problem.ts';
import type { NamedAuth, Settings, UrlAuth } from '../../core/query/settings.ts';
import { hostAndPort, readPprofRoot, withPath } from '../../core/query/settings-url.ts';
import { findAuth } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';

/** Lists the targets in the order of the settings. Fails if two are identical or there are too many. */
export function listEndpoints(settings: Settings): Result<ReadonlyMap<LabelsKey, Endpoint>> {
  const endpoints = new Map<LabelsKey, Endpoint>();
  const places = new Map<LabelsKey, string>();
  for (const wanted of listWanted(settings)) {
    const root = readPprofRoot(wanted.url, wanted.field);
    if (!root.ok) return root;
    const endpoint = buildEndpoint(root.value, wanted, settings);
    const other = places.get(endpoint.identity);
    if (other !== undefined) {
      return failSettings(
        'duplicate_target',
        wanted.field,
        `${wanted.field} and ${other} have the same labels, so their goroutines could not be distinguished. Remove ` +
          'one, or give each a different label, such as instance.',
      );
    }
    if (endpoints.size >= settings.bounds.targets) {
      return failSettings(
        'too_many_targets',
        'targets',
        `The settings name more than ${settings.bounds.targets} targets. Split them over several data sources, or raise ${nameBound('targets')}.`,
      );
    }
    endpoints.set(endpoint.identity, endpoint);
    places.set(endpoint.identity, wanted.field);
  }
  return succeed(endpoints);
}

interface Wanted {
  readonly field: string;
  readonly url: string;
  readonly labels: Labels;
  readonly metrics: string;
  readonly auth: UrlAuth | NamedAuth | undefined;
  readonly timeoutMs: number | undefined;
}

function* listWanted({ url, urlLabels, urlAuth, timeoutMs, targets, auth }: Settings): Generator<Wanted> {
  // Grafana's own credentials and timeout apply only to its own URL.
  if (url !== '') yield { field: 'url', url, labels: urlLabels, metrics: '/metrics', auth: urlAuth, timeoutMs };
  for (const [index, entry] of targets.entries()) {
    const named = findAuth(auth, entry.auth);
    for (const [urlIndex, entryUrl] of entry.urls.entries()) {
      const field = `targets[${index}].urls[${urlIndex}]`;
      yield { field, url: entryUrl, labels: entry.labels, metrics: entry.metrics, auth: named, timeoutMs: undefined };
    }
  }
}

function buildEndpoint(root: URL, wanted: Wanted, settings: Settings): Endpoint {
  const host = hostAndPort(root);
  const labels = { service: root.hostname || host, instance: host, ...wanted.labels };
  return {
    target: { labels, host },
    identity: targetKey(labels),
    root,
    metrics: wanted.metrics.startsWith('/') ? resolvePath(root, wanted.metrics) : new URL(wanted.metrics),
    isMetricsTrusted: true,
    auth: wanted.auth,
    tls: wanted.auth !== undefined && 'tls' in wanted.auth ? wanted.auth.tls : undefined,
    fetchTimeoutMs: wanted.timeoutMs ?? settings.bounds.fetchTimeout,
  };
}

/** Resolves a path, with its query parameters, on the server of the profiles. */
function resolvePath(root: URL, path: string): URL {
  if (root.protocol !== 'unix:') return new URL(path, root.origin);
  const { pathname, search } = new URL(path, 'http://socket');
  const url = withPath(root, pathname);
  url.search = search;
  return url;
}

function failSettings(code: string, field: string, message: string): Result<never> {
  return fail({ code, status: 400, source: 'downstream', field, message });
}
