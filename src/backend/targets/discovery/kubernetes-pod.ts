// Turns a pod into targets: finds the ports that serve pprof and the labels that name the pod.
import { replaceUnprintable } from '../../../core/printable.ts';
import type { Labels } from '../../../core/labels.ts';
import { normalizeHostname } from '../../../core/query/settings-allowed-hosts.ts';
import type { KubernetesDiscovery } from '../../../core/query/settings-discovery.ts';
import { withPath } from '../../../core/query/settings-url.ts';
import { isObject, readKey, readLabels, readText } from './json.ts';
import type { Cluster } from './kubernetes-api.ts';
import type { Found, Via } from './model.ts';

/** The annotations that Alloy's examples use to select pods for profiling. */
const annotation = (name: string): string => `profiles.grafana.com/goroutine.${name}`;

export function podKey(pod: unknown): string {
  const metadata = readKey(pod, 'metadata');
  return readText(metadata, 'uid') ?? `${readText(metadata, 'namespace')}/${readText(metadata, 'name')}`;
}

/** Returns no targets if the pod does not run or no port is marked as serving pprof. */
export function readPod(pod: unknown, entry: KubernetesDiscovery, cluster: Cluster): readonly Found[] {
  const metadata = readKey(pod, 'metadata');
  const status = readKey(pod, 'status');
  const [name, namespace] = [readText(metadata, 'name'), readText(metadata, 'namespace')];
  const address = readText(status, 'podIP') ?? '';
  const hostname = normalizeHostname(address.includes(':') ? `[${address}]` : address);
  if (!name || !namespace || hostname === undefined || readText(status, 'phase') !== 'Running') return [];
  const notes = readLabels(readKey(metadata, 'annotations'));
  if (notes[annotation('scrape')] === 'false') return [];
  const scheme = entry.scheme ?? readScheme(notes[annotation('scheme')]);
  const path = notes[annotation('path')]?.replace(/\/goroutine$/, '');
  const labels = describePod(pod, name, namespace);
  return choosePorts(pod, entry, notes).map(({ port, container }) => ({
    hostname,
    port,
    scheme,
    path,
    metrics: undefined,
    via: entry.viaProxy ? describeProxy(cluster, { name, namespace, port, scheme }) : undefined,
    labels: { ...labels, ...(container === '' ? {} : { container, __meta_kubernetes_pod_container_name: container }) },
  }));
}

interface Port {
  readonly port: number;
  readonly container: string;
}

/** The settings take precedence over annotations, and a port number over a port name. */
function choosePorts(pod: unknown, { port, portName }: KubernetesDiscovery, notes: Labels): readonly Port[] {
  const declared = listPorts(pod);
  const numbered = (number: number): readonly Port[] => [
    { port: number, container: declared.find((one) => one.port === number)?.container ?? '' },
  ];
  if (port !== undefined) return numbered(port);
  const wantedName = portName ?? (isMarked(notes) ? notes[annotation('port_name')] : undefined);
  if (wantedName !== undefined) return declared.filter((one) => one.name === wantedName);
  const noted = Number(notes[annotation('port')]);
  return isMarked(notes) && Number.isInteger(noted) && noted > 0 && noted < 65_536 ? numbered(noted) : [];
}

const isMarked = (notes: Labels): boolean => notes[annotation('scrape')] === 'true';

function listPorts(pod: unknown): readonly (Port & { readonly name: string })[] {
  return listObjects(readKey(readKey(pod, 'spec'), 'containers')).flatMap((container) =>
    listObjects(readKey(container, 'ports')).flatMap((one) => {
      const port = readKey(one, 'containerPort');
      if (typeof port !== 'number') return [];
      return [
        { port, name: readText(one, 'name') ?? '', container: replaceUnprintable(readText(container, 'name') ?? '') },
      ];
    }),
  );
}

function describePod(pod: unknown, name: string, namespace: string): Labels {
  const metadata = readKey(pod, 'metadata');
  const own = readLabels(readKey(metadata, 'labels'));
  const node = readText(readKey(pod, 'spec'), 'nodeName') ?? '';
  const app = own['app.kubernetes.io/name'] ?? own['app'] ?? own['k8s-app'] ?? '';
  const meta = Object.entries(own).map(
    ([key, value]) => [`__meta_kubernetes_pod_label_${key.replace(/[^a-zA-Z0-9_]/g, '_')}`, value] as const,
  );
  return {
    ...Object.fromEntries(meta),
    ...readLabels({
      __meta_kubernetes_namespace: namespace,
      __meta_kubernetes_pod_name: name,
      __meta_kubernetes_pod_node_name: node,
      namespace,
      pod: name,
      node,
      app,
      job: app || ownerOf(metadata, own) || name,
    }),
  };
}

/** The name of the workload. A ReplicaSet's name is that of its Deployment and the hash of the pod template. */
function ownerOf(metadata: unknown, own: Labels): string {
  const [owner] = listObjects(readKey(metadata, 'ownerReferences'));
  const name = readText(owner, 'name') ?? '';
  const hash = own['pod-template-hash'] ?? '';
  return hash !== '' && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}

function describeProxy(
  { base, auth, tls }: Cluster,
  pod: { readonly name: string; readonly namespace: string; readonly port: number; readonly scheme: Found['scheme'] },
): Via {
  const prefix = base.pathname.replace(/\/+$/, '');
  const name = `${pod.scheme === 'https' ? 'https:' : ''}${encodeURIComponent(pod.name)}:${pod.port}`;
  const path = `${prefix}/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${name}/proxy`;
  return { base: withPath(base, path), auth, tls };
}

function readScheme(text: string | undefined): Found['scheme'] {
  return text === 'http' || text === 'https' ? text : undefined;
}

function listObjects(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isObject) : [];
}
