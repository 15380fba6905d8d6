// From a data source as Grafana hands it over to settings that the rest of Parked can rely on, or to the one problem
// that names the key at fault. Pure: the same input gives the same answer, in the backend and in the editor.
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';
import type { Settings, StaticTargets } from './settings.ts';
import { readAllowedHosts } from './settings-allowed-hosts.ts';
import { readNamedAuth, readUrlAuth } from './settings-auth.ts';
import { readBounds } from './settings-bounds.ts';
import { readIgnore } from './settings-ignore.ts';
import { checkAuth, readDiscovery } from './settings-discovery.ts';
import { readHistory } from './settings-history.ts';
import { describeLabelName, isLabelName } from './settings-label-name.ts';
import { failSetting } from './settings-problem.ts';
import { readProcessSettings } from './settings-process.ts';
import { readSampling } from './settings-sampling.ts';
import { readSourceSettings } from './settings-source.ts';
import { readSettingsShape, type SettingsShape } from './settings-shape.ts';
import { readHttpUrl, readPprofRoot } from './settings-url.ts';

/**
 * Understands `url`, Grafana's own HTTP keys, `auth`, `targets`, `discovery`, `allowedHosts`, `memoryLimit`,
 * `goroutineLimit`, `requestMetric`, `sourceLink`, `sourceRaw`, `sourceRole`, `sampling`, `history`, `dumps`, `ignore`, `ownCode`, `labelKeys` and `bounds`; other keys pass
 * untouched. `pluginConfig` is the plugin's section of grafana.ini: `max_<bound>` caps a bound,
 * `allow_link_local = true` lets targets lie at link-local and cloud metadata addresses. A data source without any
 * target is no problem here: dumps can still be pasted into its queries.
 */
export function readSettings(instance: DataSourceInstance, pluginConfig: Labels): Result<Settings> {
  const read = readSettingsShape(instance.jsonData);
  if (!read.ok) return read;
  const shape = read.value;

  const url = instance.url.trim();
  const root = url === '' ? succeed(undefined) : readPprofRoot(url, 'url');
  if (!root.ok) return root;
  const unsupported = refuseUnsupported(shape);
  if (!unsupported.ok) return unsupported;
  const urlAuth = readUrlAuth(instance, shape);
  if (!urlAuth.ok) return urlAuth;
  const auth = readNamedAuth(shape, instance.secrets);
  if (!auth.ok) return auth;
  const authNames = auth.value.map(({ name }) => name);
  const targets = readTargets(shape, authNames);
  if (!targets.ok) return targets;
  const allowedHosts = readAllowedHosts(shape.allowedHosts);
  if (!allowedHosts.ok) return allowedHosts;
  const discovery = readDiscovery(shape.discovery, authNames, allowedHosts.value.length);
  if (!discovery.ok) return discovery;
  const process = readProcessSettings(shape);
  if (!process.ok) return process;
  const source = readSourceSettings(shape, authNames);
  if (!source.ok) return source;
  const sampling = readSampling(shape.sampling);
  if (!sampling.ok) return sampling;
  const history = readHistory(shape.history, authNames, sampling.value);
  if (!history.ok) return history;
  const ignore = readIgnore(shape.ignore);
  if (!ignore.ok) return ignore;
  const bounds = readBounds(shape.bounds, pluginConfig);
  if (!bounds.ok) return bounds;
  const timeoutMs = readTimeout(shape.timeout, pluginConfig);
  if (!timeoutMs.ok) return timeoutMs;

  return succeed({
    url,
    urlAuth: urlAuth.value,
    timeoutMs: timeoutMs.value,
    auth: auth.value,
    targets: targets.value,
    discovery: discovery.value,
    allowedHosts: allowedHosts.value,
    ...process.value,
    ...source.value,
    dumps: shape.dumps,
    sampling: sampling.value,
    history: history.value,
    ignore: ignore.value,
    ownCode: shape.ownCode,
    labelKeys: shape.labelKeys,
    bounds: bounds.value,
    allowLinkLocal: pluginConfig['allow_link_local']?.trim().toLowerCase() === 'true',
  });
}

/** Keys that promise something Parked does not do. Ignoring them would send requests another way than was asked for. */
function refuseUnsupported(shape: SettingsShape): Result<undefined> {
  if (shape.oauthPassThru) {
    return failSetting(
      'oauthPassThru',
      'oauthPassThru is on, but Parked never forwards identities: one fetch serves everyone who looks. Turn it off and use basic auth, a bearer token or a header.',
    );
  }
  if (shape.keepCookies.length > 0) {
    return failSetting(
      'keepCookies',
      'keepCookies is set, but Parked never forwards cookies: one fetch serves everyone who looks. Empty it.',
    );
  }
  if (shape.enableSecureSocksProxy) {
    return failSetting(
      'enableSecureSocksProxy',
      'enableSecureSocksProxy is on, but Parked connects to targets directly. Turn it off, or run a collector beside the targets.',
    );
  }
  return succeed(undefined);
}

/** Grafana's own `timeout`: seconds, as a number or as the text that its form saves; capped as `fetchTimeout` is. */
function readTimeout(timeout: string | number | null | undefined, pluginConfig: Labels): Result<number | undefined> {
  if (timeout === undefined || timeout === null || timeout === '') return succeed(undefined);
  const seconds = Number(timeout);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 3_600) {
    return failSetting('timeout', 'timeout must be a number of seconds, at most 3600. Leave it empty for the default.');
  }
  // Grafana's form saves 0 for "no value".
  if (seconds === 0) return succeed(undefined);
  const capped = readBounds({ fetchTimeout: `${seconds}s` }, pluginConfig);
  return capped.ok ? succeed(capped.value.fetchTimeout) : capped;
}

function readTargets(shape: SettingsShape, authNames: readonly string[]): Result<readonly StaticTargets[]> {
  const list: StaticTargets[] = [];
  for (const [index, { urls, labels, auth, metrics }] of shape.targets.entries()) {
    const field = `targets[${index}]`;
    for (const [urlIndex, url] of urls.entries()) {
      const root = readPprofRoot(url, `${field}.urls[${urlIndex}]`);
      if (!root.ok) return root;
    }
    for (const name of Object.keys(labels)) {
      if (!isLabelName(name)) return failSetting(`${field}.labels`, describeLabelName(`${field}.labels`, name));
    }
    const named = checkAuth(auth, `${field}.auth`, authNames);
    if (!named.ok) return named;
    const metricsUrl = readMetricsUrl(metrics, `${field}.metrics`);
    if (!metricsUrl.ok) return metricsUrl;
    list.push({ urls, labels, auth: named.value, metrics });
  }
  return succeed(list);
}

/** A path on the target, or a whole URL. Some paths are hosts to a URL parser (`//host`, `/\\host`): it is the judge. */
function readMetricsUrl(metrics: string, field: string): Result<URL> {
  if (!metrics.startsWith('/')) return readHttpUrl(metrics, field);
  const anyOrigin = 'http://target';
  try {
    const url = new URL(metrics, anyOrigin);
    if (url.origin === anyOrigin) return succeed(url);
  } catch {
    // Told below, together with the paths that lead to another host.
  }
  return failSetting(field, `${field} must be a path such as /metrics, or a whole URL with http:// or https://.`);
}
