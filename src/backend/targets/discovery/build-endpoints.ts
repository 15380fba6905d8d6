// Turns discovered targets into endpoints: applies matchers and `allowedHosts`, sets the labels, and adds the
// credentials for each target.
import { formatAmount, formatCount } from '../../../core/format.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import { relabel } from '../../../core/query/relabel.ts';
import type { Notice } from '../../../core/problem.ts';
import type { Discovery } from '../../../core/query/settings-discovery.ts';
import { isLabelName } from '../../../core/query/settings-label-name.ts';
import type { Settings } from '../../../core/query/settings.ts';
import { hostAndPort, pathOn, readPprofRoot, readTargetUrl, withPath } from '../../../core/query/settings-url.ts';
import { isForbiddenLiteral } from '../checked-lookup.ts';
import { findAuth } from '../credentials.ts';
import type { Endpoint } from '../endpoint.ts';
import type { TlsOptions } from '../exchange.ts';
import { judgeHost, type HostVerdict } from './allowed-hosts.ts';
import { maxEntries, type Found, type FoundList, type Via } from './model.ts';
import { createPacer } from './pacer.ts';

export interface BuiltEndpoints {
  /** Sorted, so that the order does not depend on the order of the list. */
  readonly endpoints: readonly Endpoint[];
  readonly notices: readonly Notice[];
}

/** The limit of DNS. Longer names cannot be resolved. */
const maxHostLength = 253;

const shownHosts = 3;

/** Builds the endpoints of one entry. `field` names the entry in notices: `discovery[0]`. */
export async function buildEndpoints(
  list: FoundList,
  entry: Discovery,
  field: string,
  settings: Settings,
): Promise<BuiltEndpoints> {
  const pace = createPacer();
  const matches = compileMatchers(entry.match, `${field}.match`);
  const endpoints: Endpoint[] = [];
  const refused: string[] = [];
  const lostLabels = new Set<string>();
  let unreadable = list.unreadable;
  let dropped = 0;
  for (const listed of list.found) {
    await pace();
    if (!matches.ok || !matches.value(listed.labels)) continue;
    const found = relabelFound(listed, entry);
    if (found === undefined) {
      dropped++;
      continue;
    }
    if (found === 'no address') {
      unreadable++;
      continue;
    }
    const verdict = judgeHost(found, settings.allowedHosts);
    if (verdict.verdict === 'refused' || isForbiddenLiteral(found.hostname, settings.allowLinkLocal)) {
      refused.push(found.hostname);
      continue;
    }
    const endpoint = buildEndpoint(found, entry, verdict, settings, lostLabels);
    if (endpoint === undefined) unreadable++;
    else endpoints.push(endpoint);
  }
  endpoints.sort((a, b) => compare(a.identity, b.identity) || compare(a.root.href, b.root.href));

  const notices: Notice[] = [];
  const warn = (text: string, hosts: readonly string[] = []): unknown =>
    notices.push({ severity: 'warning', text: `${field}: ${text}`, ...(hosts.length > 0 ? { hosts } : {}) });
  if (refused.length > 0) {
    warn(
      `${formatAmount(refused.length, 'target is', 'targets are')} outside the allowed hosts and left out: ${listSome(refused)}.`,
      pickSome(refused),
    );
  }
  if (list.cut > 0) {
    warn(
      `${formatAmount(list.cut, 'entry', 'entries')} of ${formatCount(list.cut + maxEntries)} were not read, ` +
        `because a list may have at most ${formatCount(maxEntries)}. Let the server list fewer.`,
    );
  }
  if (unreadable > 0)
    warn(`${formatAmount(unreadable, 'entry', 'entries')} of the list cannot be read and are left out.`);
  if (lostLabels.size > 0) {
    warn(
      `labels left out because their names are invalid in series (allowed are letters, digits and underscores): ${listSome([...lostLabels])}.`,
    );
  }
  if (list.found.length > 0 && endpoints.length === 0 && refused.length === 0) {
    const why = dropped > 0 ? 'remains after match and relabel_configs' : 'meets the conditions of match';
    warn(`none of ${formatAmount(list.found.length, 'target')} found ${why}.`);
  }
  return { endpoints, notices };
}

/**
 * Applies `relabel_configs`. A rule may change the address, which `allowedHosts` then judges. Undefined if a rule drops
 * the target.
 */
function relabelFound(found: Found, { relabel: rules }: Discovery): Found | 'no address' | undefined {
  if (rules.length === 0) return found;
  const address = found.port === undefined ? found.hostname : `${found.hostname}:${found.port}`;
  const scheme = found.scheme === undefined ? {} : { __scheme__: found.scheme };
  const labels = relabel({ ...scheme, ...found.labels, __address__: address }, rules);
  if (labels === undefined) return undefined;
  const { __address__: next = '', __scheme__: nextScheme } = labels;
  const own: Found = { ...found, labels, scheme: readScheme(nextScheme) };
  if (next === address) return own;
  const read = readTargetUrl(`http://${next}`, 'address');
  if (!read.ok || read.value.username !== '' || found.via !== undefined) return 'no address';
  const { hostname, port } = read.value;
  // An address found for another name does not belong to the requested name.
  const { resolvedFrom: _, ...plain } = own;
  const same = hostname === found.hostname ? own : plain;
  return { ...same, hostname, port: port === '' ? undefined : Number(port) };
}

function readScheme(text: string | undefined): Found['scheme'] {
  return text === 'https' || text === 'http' ? text : undefined;
}

function buildEndpoint(
  found: Found,
  entry: Discovery,
  verdict: HostVerdict,
  settings: Settings,
  lostLabels: Set<string>,
): Endpoint | undefined {
  const { hostname } = found;
  if (found.via !== undefined) return buildProxied(found, found.via, entry, settings, lostLabels);
  const scheme = entry.scheme ?? (entry.port === undefined ? found.scheme : undefined) ?? 'http';
  const port = entry.port ?? found.port ?? (scheme === 'https' ? 443 : 80);
  if (hostname.length > maxHostLength || port < 1 || port > 65_535) return undefined;
  const read = readPprofRoot(`${scheme}://${hostname}:${port}${choosePath(found, entry)}`, 'path');
  if (!read.ok || read.value.hostname !== hostname) return undefined;
  const root = read.value;
  const host = hostAndPort(root);
  const labels = {
    service: hostname,
    instance: host,
    ...keepLabels(found.labels, lostLabels),
    ...entry.labels,
  };
  return {
    target: { labels, host },
    identity: targetKey(labels),
    root,
    ...chooseMetrics(found, entry, root),
    auth: findAuth(settings.auth, entry.targetAuth),
    tls: found.resolvedFrom === undefined ? undefined : { ...plainTls, serverName: found.resolvedFrom },
    fetchTimeoutMs: settings.bounds.fetchTimeout,
    allowedRanges: verdict.verdict === 'by address' ? verdict.ranges : undefined,
  };
}

/** The settings take precedence over the discovered path. */
function choosePath({ path }: Found, entry: Discovery): string {
  return entry.path === '/' && path?.startsWith('/') === true ? path : entry.path;
}

/** The endpoint of a target behind a proxy. Requests carry the proxy's credentials and not the target's. */
function buildProxied(
  found: Found,
  { base, auth, tls }: Via,
  entry: Discovery,
  settings: Settings,
  lostLabels: Set<string>,
): Endpoint | undefined {
  const read = readPprofRoot(`http://target${choosePath(found, entry)}`, 'path');
  if (!read.ok || read.value.hostname !== 'target') return undefined;
  const prefix = pathOn(base).replace(/\/+$/, '');
  const host = `${found.hostname}:${entry.port ?? found.port ?? 80}`;
  const labels = { service: found.hostname, instance: host, ...keepLabels(found.labels, lostLabels), ...entry.labels };
  return {
    target: { labels, host },
    identity: targetKey(labels),
    root: withPath(base, `${prefix}${read.value.pathname}`),
    metrics: withPath(base, `${prefix}${entry.metrics ?? defaultMetricsPath}`),
    isMetricsTrusted: true,
    auth,
    tls,
    fetchTimeoutMs: settings.bounds.fetchTimeout,
  };
}

/** A metrics path that only the discovery server names gets no credentials: it could be any page of the target. */
function chooseMetrics(
  { hostname, metrics }: Found,
  entry: Discovery,
  root: URL,
): Pick<Endpoint, 'metrics' | 'isMetricsTrusted'> {
  const usual = new URL(entry.metrics ?? defaultMetricsPath, root.origin);
  if (entry.metrics !== undefined || metrics?.hostname !== hostname) return { metrics: usual, isMetricsTrusted: true };
  return { metrics, isMetricsTrusted: `${metrics.pathname}${metrics.search}` === defaultMetricsPath };
}

const defaultMetricsPath = '/metrics';

/** For an address that was resolved from a name: the certificate is issued for the name. */
const plainTls: TlsOptions = { skipVerify: false, serverName: '', caCert: '', clientCert: '', clientKey: '' };

/** Copies `job` to `service`. A different existing `service` label becomes `exported_service`. */
function keepLabels(labels: Labels, lost: Set<string>): Labels {
  const { job = '', ...others } = labels;
  const kept = Object.entries(others).filter(([name, value]) => {
    if (name.startsWith('__') || value === '') return false;
    if (isLabelName(name)) return true;
    lost.add(name);
    return false;
  });
  const result: Record<string, string> = Object.fromEntries(kept);
  if (job === '') return result;
  const own = result['service'];
  if (own !== undefined && own !== job) result['exported_service'] = own;
  return { ...result, service: job };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function pickSome(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].slice(0, shownHosts).map((text) => text.slice(0, 80));
}

function listSome(texts: readonly string[]): string {
  const shown = pickSome(texts);
  const more = new Set(texts).size - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
