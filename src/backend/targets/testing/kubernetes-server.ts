// The part of a Kubernetes API server that following pods needs: paged lists, watches with resource versions and
// bookmarks, 410 for expired versions, and the proxy to pods.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerLikeGo, startTarget, type FakeTarget } from './fake-target.ts';

interface PodFacts {
  readonly name: string;
  readonly namespace?: string;
  readonly ip?: string;
  readonly phase?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

export interface KubernetesServer extends FakeTarget {
  /** Applies a change and notifies all watches. */
  put(pod: PodFacts): void;
  remove(name: string): void;
  bookmark(): void;
  /** Closes the connection of every watch. */
  breakWatches(): void;
  /** Discards old events: older versions get 410. */
  compact(): void;
  watches(): number;
}

export async function startKubernetesServer(): Promise<KubernetesServer> {
  const pods = new Map<string, object>();
  const watchers = new Set<ServerResponse>();
  let log: { readonly version: number; readonly line: string }[] = [];
  let version = 1;
  let oldest = 0;

  const server = await startTarget((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    if (url.pathname.includes('/proxy/')) return proxy(request, response, url);
    if (!url.pathname.endsWith('/pods')) return void response.writeHead(404).end();
    if (url.searchParams.has('watch')) watch(url, response);
    else list(url, response);
  });

  function proxy(request: IncomingMessage, response: ServerResponse, url: URL): void {
    request.url = url.pathname.slice(url.pathname.indexOf('/proxy/') + '/proxy'.length) + url.search;
    answerLikeGo(request, response);
  }

  function list({ pathname, searchParams }: URL, response: ServerResponse): void {
    const namespace = /\/namespaces\/([^/]+)\/pods$/.exec(pathname)?.[1];
    const all = [...pods.values()].filter(
      (pod) => namespace === undefined || (pod as { metadata: { namespace: string } }).metadata.namespace === namespace,
    );
    const from = Number(searchParams.get('continue') ?? 0);
    const to = from + Number(searchParams.get('limit') ?? 500);
    const next = to < all.length ? String(to) : '';
    const metadata = { resourceVersion: String(version), continue: next };
    response.end(JSON.stringify({ kind: 'PodList', metadata, items: all.slice(from, to) }));
  }

  function watch({ searchParams }: URL, response: ServerResponse): void {
    const from = Number(searchParams.get('resourceVersion'));
    if (from < oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`);
      return;
    }
    response.flushHeaders();
    for (const event of log) if (event.version > from) response.write(event.line);
    watchers.add(response);
    response.on('close', () => watchers.delete(response));
  }

  function tell(type: string, object: object): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    log.push({ version, line });
    for (const watcher of watchers) watcher.write(line);
  }

  return {
    ...server,
    put: (facts) => {
      const type = pods.has(facts.name) ? 'MODIFIED' : 'ADDED';
      const pod = describe(facts, ++version);
      pods.set(facts.name, pod);
      tell(type, pod);
    },
    remove: (name) => {
      const pod = pods.get(name);
      pods.delete(name);
      version++;
      if (pod) tell('DELETED', withVersion(pod, version));
    },
    bookmark: () => tell('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(++version) } }),
    breakWatches: () => {
      for (const watcher of watchers) watcher.destroy();
    },
    compact: () => {
      oldest = ++version;
      log = [];
    },
    watches: () => watchers.size,
  };
}

const withVersion = (pod: object, version: number): object => ({
  ...pod,
  metadata: { ...(pod as { metadata: object }).metadata, resourceVersion: String(version) },
});

function describe(facts: PodFacts, version: number): object {
  const { name, namespace = 'shop', ip = '127.0.0.1', phase = 'Running', labels = {}, annotations = {} } = facts;
  const ports = facts.ports ?? [{ name: 'pprof', containerPort: 6060 }];
  return {
    kind: 'Pod',
    metadata: { name, namespace, uid: `uid-${name}`, labels, annotations, resourceVersion: String(version) },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', ports }] },
    status: { phase, podIP: ip },
  };
}
