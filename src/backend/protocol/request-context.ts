// Converts the protocol's plugin context: the user, the rights and the data source.
import type { DataSourceInstance, RequestContext, Role } from '../../core/query/request.ts';
import type { Labels } from '../../core/labels.ts';
import type { PluginContext } from './gen/pluginv2_pb.ts';
import type { Environment } from './handshake.ts';

/** Header names with one or several values. Queries and resources use different types. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

const utf8 = new TextDecoder();

/** Undefined if the request names no data source, which Grafana never sends. */
export function readRequestContext(
  context: PluginContext | undefined,
  headers: Headers,
  pluginConfig: Labels,
): RequestContext | undefined {
  const settings = context?.dataSourceInstanceSettings;
  if (!context || !settings) return undefined;
  const fromAlert = isFromAlert(headers);
  const dataSource: DataSourceInstance = {
    uid: settings.uid,
    name: settings.name,
    url: settings.url,
    basicAuthEnabled: settings.basicAuthEnabled,
    basicAuthUser: settings.basicAuthUser,
    jsonData: utf8.decode(settings.jsonData),
    secrets: { ...settings.decryptedSecureJsonData },
    lastUpdatedMs: Number(settings.lastUpdatedMS),
  };
  return {
    orgId: Number(context.orgId),
    // Grafana evaluates rules as an Admin, but any Viewer can send the header of a rule.
    role: fromAlert ? 'Viewer' : readRole(context.user?.role),
    fromAlert,
    dataSource,
    pluginConfig,
  };
}

/** A missing or unknown role gets the rights of a Viewer. */
function readRole(role: string | undefined): Role {
  switch (role) {
    case 'Admin':
    case 'Editor':
      return role;
    default:
      return 'Viewer';
  }
}

/** Grafana writes `FromAlert: true`. Proxies and libraries may change the case of names. */
function isFromAlert(headers: Headers): boolean {
  return Object.entries(headers).some(
    ([name, value]) =>
      /^(http_)?fromalert$/i.test(name) && [value].flat().some((text) => !/^(false)?$/i.test(text.trim())),
  );
}

/** Grafana passes each key of `[plugin.<id>]` as `GF_PLUGIN_<KEY>`, along with variables of its own. */
const configPrefix = 'GF_PLUGIN_';
const grafanasOwn = new Set(['version', 'app_client_id', 'app_client_secret', 'app_private_key']);

/** The plugin's section of grafana.ini, without the secret credentials that Grafana may give a plugin. */
export function readPluginConfig(environment: Environment): Labels {
  const config: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(configPrefix) || value === undefined) continue;
    const key = name.slice(configPrefix.length).toLowerCase();
    if (key !== '' && !grafanasOwn.has(key)) config[key] = value;
  }
  return config;
}
