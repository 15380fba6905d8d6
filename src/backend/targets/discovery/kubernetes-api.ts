// The part of the Kubernetes API that following pods needs: the server's address, paged lists, and watches.
import { nameBound } from '../../../core/bound-titles.ts';
import { env } from 'node:process';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import type { KubernetesDiscovery } from '../../../core/query/settings-discovery.ts';
import type { NamedAuth, Settings } from '../../../core/query/settings.ts';
import { hostAndPort, withPath } from '../../../core/query/settings-url.ts';
import { findAuth } from '../credentials.ts';
import { exchange, type ExchangeAnswer, type TlsOptions } from '../exchange.ts';
import { readAllowed } from '../local-files.ts';
import { askServer, notAList } from './ask-server.ts';
import { readKey, readText } from './json.ts';
import type { DiscoveryContext } from './model.ts';

export interface Cluster {
  readonly base: URL;
  readonly auth: NamedAuth | undefined;
  readonly tls: TlsOptions | undefined;
}

/** Selects the pods to follow. */
interface PodScope {
  readonly entry: KubernetesDiscovery;
  /** Empty: all. */
  readonly namespace: string;
}

export type PodEvent =
  | { readonly type: 'changed' | 'deleted'; readonly pod: unknown; readonly version: string | undefined }
  | { readonly type: 'bookmark'; readonly version: string | undefined }
  /** The server no longer has the events since the requested version. */
  | { readonly type: 'expired'; readonly version?: undefined };

/** Where Kubernetes mounts the credentials of the pod's service account. */
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
const maxCaBytes = 256 * 1024;
/** Pods per page. A page has a few hundred KB to a few MB of JSON. */
const pageSize = 100;
/**
 * A server whose list never ends must not be asked for ever. The bound is five times the number of pods that are read.
 */
const maxPages = 1_000;
/** How long the server keeps a watch open. Proxies cut it after five minutes. The client waits a little longer. */
const watchSeconds = 290;
const watchGraceMs = 15_000;

export async function findCluster(entry: KubernetesDiscovery, settings: Settings): Promise<Result<Cluster>> {
  const isOwn = entry.apiServer === '';
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (isOwn && host === '') {
    return fail(
      problem('no_cluster', 'Parked does not run in a Kubernetes cluster. Set "API server" and its credentials.'),
    );
  }
  const base = new URL(isOwn ? `https://${host.includes(':') ? `[${host}]` : host}:${port}` : entry.apiServer);
  const named = findAuth(settings.auth, entry.auth);
  const own: NamedAuth = {
    name: 'service account',
    type: 'bearer',
    user: '',
    header: '',
    secret: '',
    file: `${accountFolder}/token`,
  };
  const auth = named ?? (isOwn ? own : undefined);
  const caFile = entry.caFile || (isOwn ? `${accountFolder}/ca.crt` : '');
  if (caFile === '') return succeed({ base, auth, tls: undefined });
  const ca = await readAllowed(caFile, settings.credentialFiles, maxCaBytes);
  if (ca.ok) {
    const tls = { skipVerify: false, serverName: '', caCert: ca.value, clientCert: '', clientKey: '' };
    return succeed({ base, auth, tls });
  }
  const message =
    `${caFile} cannot be read (${ca.failure}). An administrator can allow its folder with credential_files in ` +
    "the plugin's section of grafana.ini.";
  return fail(problem('credential_file', message));
}

/**
 * Lists pods page by page, so that memory holds at most one page as the server sent it. Returns the version to follow
 * from. Does not call back after a failure.
 */
export async function listPods(
  cluster: Cluster,
  scope: PodScope,
  context: DiscoveryContext,
  onPod: (pod: unknown) => void,
): Promise<Result<string | undefined>> {
  let version: string | undefined;
  let next = '';
  for (let page = 0; page < maxPages; page++) {
    const url = podsUrl(cluster, scope, { limit: String(pageSize), continue: next });
    const answer = await askServer(url, cluster, context);
    if (!answer.ok) return answer;
    const items = readKey(answer.value, 'items');
    if (!Array.isArray(items)) return notAList(hostAndPort(url), 'a list of pods');
    for (const pod of items as readonly unknown[]) onPod(pod);
    const metadata = readKey(answer.value, 'metadata');
    version ??= readText(metadata, 'resourceVersion');
    next = readText(metadata, 'continue') ?? '';
    if (next === '') return succeed(version);
  }
  const message = `${hostAndPort(cluster.base)} still has more pods after ${maxPages} pages. Choose fewer with namespaces or selector.`;
  return fail(problem('endless_list', message));
}

/** Follows pods. Calls back in the server's order of events and settles when the server ends the watch. */
export async function watchPods(
  cluster: Cluster,
  scope: PodScope & { readonly version: string },
  { settings, resolveAll, signal }: DiscoveryContext,
  onEvent: (event: PodEvent) => void,
): Promise<Result<undefined>> {
  const url = podsUrl(cluster, scope, {
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(watchSeconds),
    resourceVersion: scope.version,
  });
  const request = {
    url,
    headers: { 'user-agent': 'parked', accept: 'application/json' },
    auth: cluster.auth,
    tls: cluster.tls,
    wholeTimeoutMs: watchSeconds * 1_000 + watchGraceMs,
    settings,
    resolveAll,
  };
  const maxBytes = settings.bounds.discoveryReply;
  const watched = await exchange(request, signal, (answer) => readEvents(answer, hostAndPort(url), maxBytes, onEvent));
  return watched.ok ? watched.value : watched;
}

async function readEvents(
  { status, body }: ExchangeAnswer,
  host: string,
  maxBytes: number,
  onEvent: (event: PodEvent) => void,
): Promise<Result<undefined>> {
  if (status === 410) {
    onEvent({ type: 'expired' });
    return succeed(undefined);
  }
  if (status !== 200) {
    return fail({
      ...problem('http_status', `${host} refuses a watch of pods (HTTP status ${status}).`),
      hosts: [host],
    });
  }
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = line === '' ? undefined : readEvent(line);
      if (event === undefined) continue;
      onEvent(event);
      if (event.type === 'expired') return succeed(undefined);
    }
    if (rest.length > maxBytes) {
      const message = `${host} sent an event that is larger than ${nameBound('discoveryReply')}.`;
      return fail({ ...problem('body_too_large', message), hosts: [host] });
    }
  }
  return succeed(undefined);
}

function readEvent(line: string): PodEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The connection broke in the middle of a line. The watch continues from the previous event.
    return { type: 'expired' };
  }
  const pod = readKey(value, 'object');
  const version = readText(readKey(pod, 'metadata'), 'resourceVersion');
  switch (readText(value, 'type')) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'changed', pod, version };
    case 'DELETED':
      return { type: 'deleted', pod, version };
    case 'BOOKMARK':
      return { type: 'bookmark', version };
    case 'ERROR':
      return { type: 'expired' };
    default:
      return undefined;
  }
}

function podsUrl({ base }: Cluster, { entry, namespace }: PodScope, parameters: Readonly<Record<string, string>>): URL {
  const prefix = base.pathname.replace(/\/+$/, '');
  const place = namespace === '' ? 'pods' : `namespaces/${namespace}/pods`;
  const url = withPath(base, `${prefix}/api/v1/${place}`);
  const all = { ...parameters, labelSelector: entry.selector };
  for (const [name, value] of Object.entries(all)) if (value !== '') url.searchParams.set(name, value);
  return url;
}

function problem(code: string, message: string): Problem {
  return { code, status: 502, source: 'downstream', message };
}
