// `discovery`: the sources that list targets. `allowedHosts` bounds where they may point.
import { compileMatchers } from '../label-matcher.ts';
import { type Labels, type Matcher } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import * as v from 'valibot';
import { describeLabelName, isLabelName } from './settings-label-name.ts';
import { readAllowedHosts, type AllowedHost } from './settings-allowed-hosts.ts';
import { checkAuth } from './settings-named-auth.ts';
import { conditions, definePart, flag, labels, optionalText, optionalTexts, text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readRelabelRules, relabelShape, type RelabelRule } from './settings-relabel.ts';
import { readTargetUrl, readPprofRoot, readServerBase } from './settings-url.ts';

interface DiscoveryRules {
  /** Conditions on the labels of discovered targets, including labels that begin with `__`. */
  readonly match: readonly Matcher[];
  /** Applied to the labels of discovered targets after `match`. */
  readonly relabel: readonly RelabelRule[];
  /** Undefined means as discovered, or `http` where discovery gives none. */
  readonly scheme: 'http' | 'https' | undefined;
  /** The port of pprof; undefined means the discovered port. */
  readonly port: number | undefined;
  /** Base path or pprof root. */
  readonly path: string;
  /** Path of the metrics page; undefined means as discovered, else `/metrics`. */
  readonly metrics: string | undefined;
  readonly labels: Labels;
  /** The credential for the discovered targets, never for the discovery server. */
  readonly targetAuth: string | undefined;
}

/** `auth` goes to the discovery server only. */
interface ServerRules extends DiscoveryRules {
  readonly url: string;
  readonly auth: string | undefined;
}

/** Active targets of a Prometheus server; `url` is its base. */
export interface PrometheusDiscovery extends ServerRules {
  readonly type: 'prometheus';
}

/** A list in Prometheus' HTTP SD format; `url` is the list. */
export interface HttpSdDiscovery extends ServerRules {
  readonly type: 'http_sd';
}

/** SRV records where a name begins with an underscore or no port is set, otherwise addresses (A and AAAA). */
export interface DnsDiscovery extends DiscoveryRules {
  readonly type: 'dns';
  readonly names: readonly string[];
}

/** Services of a Consul agent; `url` is its base. */
export interface ConsulDiscovery extends ServerRules {
  readonly type: 'consul';
  /** Empty means all. */
  readonly services: readonly string[];
}

/** Lists in Prometheus' file SD format (JSON or YAML). The last part of a path may hold a `*`. */
export interface FileDiscovery extends DiscoveryRules {
  readonly type: 'file';
  readonly files: readonly string[];
}

/** Pods of a Kubernetes cluster. */
export interface KubernetesDiscovery extends DiscoveryRules {
  readonly type: 'kubernetes';
  /** Base of the API server. Empty means the cluster that Parked runs in, with its own service account token. */
  readonly apiServer: string;
  readonly auth: string | undefined;
  /** PEM file with the CA of the API server. Empty means the machine's CAs, or the cluster's own inside a cluster. */
  readonly caFile: string;
  /** Empty means all that the credential may see. */
  readonly namespaces: readonly string[];
  /** Label selector, in kubectl's syntax. */
  readonly selector: string;
  /** Name of the container port of pprof. */
  readonly portName: string | undefined;
  /** Pods are read through the API server, where the network does not reach them. */
  readonly viaProxy: boolean;
}

export type Discovery =
  PrometheusDiscovery | HttpSdDiscovery | DnsDiscovery | ConsulDiscovery | FileDiscovery | KubernetesDiscovery;
export type DiscoveryType = Discovery['type'];

const rules = {
  match: conditions,
  relabel_configs: relabelShape,
  scheme: v.nullish(v.picklist(['http', 'https'], 'must be "http" or "https".')),
  port: v.nullish(
    v.pipe(
      v.number('must be a number.'),
      v.integer('must be a whole number.'),
      v.minValue(1, 'must be at least 1.'),
      v.maxValue(65_535, 'must be at most 65535.'),
    ),
  ),
  path: v.nullish(text, '/'),
  metrics: v.nullish(text),
  labels,
  targetAuth: v.nullish(text),
};

const server = { url: text, auth: v.nullish(text), ...rules };
const names = v.pipe(
  v.array(text, 'must be a list of names, such as ["_pprof._tcp.shop.example"].'),
  v.minLength(1, 'must list at least one name.'),
);

const files = v.pipe(
  v.array(text, 'must be a list of paths, such as ["/etc/parked/targets/*.json"].'),
  v.minLength(1, 'must list at least one path.'),
);
const kubernetes = {
  apiServer: optionalText,
  auth: v.nullish(text),
  caFile: optionalText,
  namespaces: optionalTexts,
  selector: optionalText,
  portName: v.nullish(text),
  viaProxy: flag,
};

/** One shape per type. Each message ends the sentence that begins with the key. */
const entryShapes = [
  v.strictObject({ type: v.literal('prometheus'), ...server }, 'is needed by an entry of type "prometheus".'),
  v.strictObject({ type: v.literal('http_sd'), ...server }, 'is needed by an entry of type "http_sd".'),
  v.strictObject({ type: v.literal('dns'), names, ...rules }, 'is needed by an entry of type "dns".'),
  v.strictObject(
    { type: v.literal('consul'), services: optionalTexts, ...server },
    'is needed by an entry of type "consul".',
  ),
  v.strictObject({ type: v.literal('file'), files, ...rules }, 'is needed by an entry of type "file".'),
  v.strictObject(
    { type: v.literal('kubernetes'), ...kubernetes, ...rules },
    'is needed by an entry of type "kubernetes".',
  ),
] as const;
const types = entryShapes.map(({ entries }) => `"${entries.type.literal}"`);
const entryShape = v.variant(
  'type',
  entryShapes,
  `must be an object with a type: ${types.slice(0, -1).join(', ')} or ${types.at(-1)}.`,
);

type Shape = v.InferOutput<typeof entryShape>;

interface DiscoverySettings {
  readonly discovery: readonly Discovery[];
  /** What discovery may point at. Not empty when there is any discovery. */
  readonly allowedHosts: readonly AllowedHost[];
}

export const discoveryPart = definePart({
  entries: {
    discovery: v.nullish(v.array(entryShape, 'must be a list.'), []),
    allowedHosts: optionalTexts,
  },
  read(values, { authNames }): Result<DiscoverySettings> {
    const allowedHosts = readAllowedHosts(values.allowedHosts);
    if (!allowedHosts.ok) return allowedHosts;
    if (values.discovery.length > 0 && allowedHosts.value.length === 0) {
      return failSetting(
        'allowedHosts',
        'allowedHosts is empty, so discovery is refused: whoever answers it could send Parked, credentials included, ' +
          'anywhere. List the names, wildcards (*.svc.cluster.local) or CIDR ranges (10.0.0.0/8) where targets may be.',
      );
    }
    const discovery: Discovery[] = [];
    for (const [index, shape] of values.discovery.entries()) {
      const read = readEntry(shape, `discovery[${index}]`, authNames);
      if (!read.ok) return read;
      discovery.push(read.value);
    }
    return succeed({ discovery, allowedHosts: allowedHosts.value });
  },
});

function readEntry(shape: Shape, field: string, authNames: readonly string[] | undefined): Result<Discovery> {
  const path = readPath(shape.path, `${field}.path`);
  if (!path.ok) return path;
  if (!isPath(shape.metrics ?? '/'))
    return failSetting(`${field}.metrics`, `${field}.metrics must be a path such as /metrics.`);
  const wrongName = Object.keys(shape.labels).find((name) => !isLabelName(name));
  if (wrongName !== undefined) {
    return failSetting(`${field}.labels`, describeLabelName(`${field}.labels`, wrongName));
  }
  const matches = compileMatchers(shape.match, `${field}.match`);
  if (!matches.ok) return matches;
  const relabel = readRelabelRules(shape.relabel_configs, `${field}.relabel_configs`);
  if (!relabel.ok) return relabel;
  const targetAuth = checkAuth(shape.targetAuth, `${field}.targetAuth`, authNames);
  if (!targetAuth.ok) return targetAuth;
  const common = {
    match: shape.match,
    relabel: relabel.value,
    scheme: shape.scheme ?? undefined,
    port: shape.port ?? undefined,
    path: shape.path,
    metrics: shape.metrics ?? undefined,
    labels: shape.labels,
    targetAuth: targetAuth.value,
  };
  if (shape.type === 'file') return readFiles(shape.files, field, common);
  if (shape.type === 'kubernetes') return readKubernetes(shape, field, authNames, common);
  if (shape.type === 'dns') {
    for (const [index, name] of shape.names.entries()) {
      if (!isDnsName(name)) {
        const nameField = `${field}.names[${index}]`;
        return failSetting(nameField, `${nameField} is not a DNS name. Write it without scheme, port and path.`);
      }
    }
    return succeed({ type: shape.type, names: shape.names, ...common });
  }
  const url =
    shape.type !== 'http_sd'
      ? readServerBase(shape.url, `${field}.url`, readTargetUrl)
      : readTargetUrl(shape.url, `${field}.url`);
  if (!url.ok) return url;
  const auth = checkAuth(shape.auth, `${field}.auth`, authNames);
  if (!auth.ok) return auth;
  const asked = { url: shape.url, auth: auth.value, ...common };
  return succeed(
    shape.type === 'consul' ? { type: shape.type, services: shape.services, ...asked } : { type: shape.type, ...asked },
  );
}

function readFiles(files: readonly string[], field: string, common: DiscoveryRules): Result<FileDiscovery> {
  const wrong = files.findIndex((file) => !/^\/(?:[^*]*\/)?[^/]*\.(?:json|ya?ml)$/.test(file));
  if (wrong < 0) return succeed({ type: 'file', files, ...common });
  const fileField = `${field}.files[${wrong}]`;
  return failSetting(
    fileField,
    `${fileField} must be the whole path of a file that ends in .json, .yml or .yaml. Only its last part may hold a "*".`,
  );
}

function readKubernetes(
  shape: Extract<Shape, { type: 'kubernetes' }>,
  field: string,
  authNames: readonly string[] | undefined,
  common: DiscoveryRules,
): Result<KubernetesDiscovery> {
  const { apiServer, caFile, namespaces, selector, viaProxy } = shape;
  const auth = checkAuth(shape.auth, `${field}.auth`, authNames);
  if (!auth.ok) return auth;
  if (apiServer !== '') {
    const url = readServerBase(apiServer, `${field}.apiServer`);
    if (!url.ok) return url;
  }
  const wrong = namespaces.find((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name));
  if (wrong !== undefined)
    return failSetting(`${field}.namespaces`, `${field}.namespaces must be names of namespaces.`);
  const portName = shape.portName ?? undefined;
  const own = { apiServer, caFile, namespaces, selector, viaProxy, portName, auth: auth.value };
  return succeed({ type: 'kubernetes', ...own, ...common });
}

/** A URL parser reads some paths as another host; those are rejected. */
function isPath(path: string): boolean {
  return path.startsWith('/') && URL.canParse(path, anyOrigin) && new URL(path, anyOrigin).origin === anyOrigin;
}

const anyOrigin = 'http://target';

/** A path is a base or the pprof root, as for `url`. Paths that a URL parser reads as another host are rejected. */
function readPath(path: string, field: string): Result<URL> {
  const root = path.startsWith('/') ? readPprofRoot(`${anyOrigin}${path}`, field) : undefined;
  if (root?.ok === false) return root;
  if (root?.value.origin === anyOrigin) return root;
  return failSetting(field, `${field} must be a path such as /debug/pprof.`);
}

const isDnsName = (name: string): boolean => name.length <= 254 && /^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\.?$/.test(name);
