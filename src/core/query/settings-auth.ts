// The credentials for `url`, by Grafana's own keys. No message ever holds a secret's value.
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';
import { definePart, flag, optionalText, type SettingsContext } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';

/** Credentials that are sent only to `url`. */
export interface UrlAuth {
  readonly basic: { readonly user: string; readonly password: string } | undefined;
  readonly bearer: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: {
    readonly skipVerify: boolean;
    readonly serverName: string;
    /** PEM; empty where not set. */
    readonly caCert: string;
    readonly clientCert: string;
    readonly clientKey: string;
  };
}

/** These headers frame the message. A custom value would break the request or smuggle a second one. */
const framingHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const urlAuthPart = definePart({
  entries: { tlsAuth: flag, tlsAuthWithCACert: flag, tlsSkipVerify: flag, serverName: optionalText },
  read(values, context): Result<{ readonly urlAuth: UrlAuth }> {
    const read = readUrlAuth(values, context);
    return read.ok ? succeed({ urlAuth: read.value }) : read;
  },
});

interface TlsSwitches {
  readonly tlsAuth: boolean;
  readonly tlsAuthWithCACert: boolean;
  readonly tlsSkipVerify: boolean;
  readonly serverName: string;
}

function readUrlAuth(switches: TlsSwitches, { instance, data }: SettingsContext): Result<UrlAuth> {
  const { secrets } = instance;
  const headers = readHeaders(data, secrets);
  if (!headers.ok) return headers;
  const tls = readTls(switches, secrets);
  if (!tls.ok) return tls;
  const bearer = (secrets['bearerToken'] ?? '').trim();
  if (!isHeaderValue(bearer)) {
    return failSetting(
      'secureJsonData.bearerToken',
      'secureJsonData.bearerToken holds characters that no header can carry. Paste the token alone, on one line.',
    );
  }
  const basic = readBasic(instance);
  if (!basic.ok) return basic;

  const senders = [
    ...(basic.value ? ['basicAuth'] : []),
    ...(bearer === '' ? [] : ['secureJsonData.bearerToken']),
    ...headers.value
      .filter(([name]) => name.toLowerCase() === 'authorization')
      .map(() => 'a header named Authorization'),
  ];
  if (senders.length > 1) {
    return failSetting(
      senders[1] ?? '',
      `${senders.join(' and ')} are set together, and each of them sends an Authorization header. Keep one and remove the rest.`,
    );
  }
  return succeed({ basic: basic.value, bearer: bearer || undefined, headers: headers.value, tls: tls.value });
}

function readBasic(instance: DataSourceInstance): Result<UrlAuth['basic']> {
  if (!instance.basicAuthEnabled) return succeed(undefined);
  if (!isBasicUser(instance.basicAuthUser)) {
    return failSetting(
      'basicAuthUser',
      'basicAuthUser must be set when basic authentication is on, and cannot hold a colon. Enter the user, or turn it off.',
    );
  }
  return succeed({ user: instance.basicAuthUser, password: instance.secrets['basicAuthPassword'] ?? '' });
}

/** Reads `httpHeaderName1` and `httpHeaderValue1`, 2, 3, …. Grafana numbers them without gaps; people do not. */
function readHeaders(data: SettingsContext['data'], secrets: Labels): Result<UrlAuth['headers']> {
  const prefix = 'httpHeaderName';
  const headers: [string, string][] = [];
  const numbers = Object.keys(data)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort((a, b) => Number(a) - Number(b));
  for (const number of numbers) {
    const nameKey = `${prefix}${number}`;
    const name = data[nameKey];
    if (name === '' || name === null || name === undefined) continue;
    if (typeof name !== 'string' || !isUsableHeader(name.trim())) {
      return failSetting(
        nameKey,
        `${nameKey} must be the name of a header, such as X-Scope-OrgID; headers that frame the message cannot be set.`,
      );
    }
    const valueKey = `secureJsonData.httpHeaderValue${number}`;
    const value = secrets[`httpHeaderValue${number}`] ?? '';
    if (!isHeaderValue(value)) {
      return failSetting(valueKey, `${valueKey} holds characters that no header can carry. Put it on one line.`);
    }
    headers.push([name.trim(), value]);
  }
  return succeed(headers);
}

function readTls(switches: TlsSwitches, secrets: Labels): Result<UrlAuth['tls']> {
  const pem = { tlsCACert: '', tlsClientCert: '', tlsClientKey: '' };
  const needed = [
    ...(switches.tlsAuthWithCACert ? [['tlsCACert', 'tlsAuthWithCACert'] as const] : []),
    ...(switches.tlsAuth
      ? ([
          ['tlsClientCert', 'tlsAuth'],
          ['tlsClientKey', 'tlsAuth'],
        ] as const)
      : []),
  ];
  for (const [key, flag] of needed) {
    const value = secrets[key] ?? '';
    if (!value.includes('-----BEGIN ')) {
      return failSetting(
        `secureJsonData.${key}`,
        `secureJsonData.${key} must hold PEM text ("-----BEGIN …"), because ${flag} is on. Paste the whole file, or turn ${flag} off.`,
      );
    }
    pem[key] = value;
  }
  return succeed({
    skipVerify: switches.tlsSkipVerify,
    serverName: switches.serverName,
    caCert: pem.tlsCACert,
    clientCert: pem.tlsClientCert,
    clientKey: pem.tlsClientKey,
  });
}

export const isBasicUser = (user: string): boolean => user !== '' && !user.includes(':');

/** Whether HTTP allows the value: no control characters except the tab, nothing beyond Latin-1. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

export function isUsableHeader(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !framingHeaders.has(name.toLowerCase());
}
