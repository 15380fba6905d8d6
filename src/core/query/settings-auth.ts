// The credentials that Parked sends: Grafana's own keys for `url`, and the list `auth` for everything else. No message
// ever holds a secret's value.
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';
import { definePart, flag, optionalText, text, type SettingsContext } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';

/** A credential for anything but `url`. The secret stays in `secrets` until a fetch needs it. */
export interface NamedAuth {
  readonly name: string;
  readonly type: 'basic' | 'bearer' | 'header';
  readonly user: string;
  readonly header: string;
  /** Empty where `file` is set. */
  readonly secret: string;
  /**
   * The file of the secret on Grafana's server, read again for each request; undefined where the settings hold the
   * secret.
   */
  readonly file?: string | undefined;
}

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

const namedAuth = v.strictObject(
  {
    name: v.pipe(text, v.minLength(1, 'must not be empty.')),
    type: v.picklist(['basic', 'bearer', 'header'], 'must be "basic", "bearer" or "header".'),
    user: optionalText,
    header: optionalText,
    file: optionalText,
  },
  'must be an object with name, type and, depending on the type, user or header, and file for a secret in a file.',
);

export const authPart = definePart({
  entries: { auth: v.nullish(v.array(namedAuth, 'must be a list.'), []) },
  read({ auth }, { instance }): Result<{ readonly auth: readonly NamedAuth[] }> {
    const read = readNamedAuth(auth, instance.secrets);
    return read.ok ? succeed({ auth: read.value }) : read;
  },
});

/** Fails when `name` is not an entry of `auth`. An undefined name passes; undefined `authNames` are unknown. */
export function checkAuth(
  name: string | null | undefined,
  field: string,
  authNames: readonly string[] | undefined,
): Result<string | undefined> {
  if (name === undefined || name === null) return succeed(undefined);
  if (authNames === undefined || authNames.includes(name)) return succeed(name);
  const known = authNames.length === 0 ? 'there are none' : `there are ${authNames.join(', ')}`;
  return failSetting(
    field,
    `${field} names the credentials "${name}", but ${known}. Correct the name or add credentials of that name.`,
  );
}

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

function readNamedAuth(
  entries: readonly v.InferOutput<typeof namedAuth>[],
  secrets: Labels,
): Result<readonly NamedAuth[]> {
  const seen = new Set<string>();
  const list: NamedAuth[] = [];
  for (const [index, { name, type, user, header, file }] of entries.entries()) {
    const field = `auth[${index}]`;
    if (seen.has(name)) {
      return failSetting(`${field}.name`, `${field}.name repeats "${name}". Give all credentials names of their own.`);
    }
    seen.add(name);
    const secretKey = `secureJsonData["auth.${name}"]`;
    const secret = (secrets[`auth.${name}`] ?? '').trim();
    if (file !== '' && !file.startsWith('/')) {
      return failSetting(
        `${field}.file`,
        `${field}.file must be the whole path of a file, such as /run/secrets/token.`,
      );
    }
    if (file !== '' && secret !== '') {
      return failSetting(secretKey, `${field} has a file and a secret. Keep one of them.`);
    }
    if (file === '' && secret === '') {
      return failSetting(secretKey, `${field} has no secret. Fill in ${secretKey}.`);
    }
    if (!isHeaderValue(secret)) {
      return failSetting(secretKey, `${secretKey} holds characters that no header can carry. Put it on one line.`);
    }
    if (type === 'basic' && !isBasicUser(user)) {
      return failSetting(`${field}.user`, `${field}.user must be set for type "basic", without a colon.`);
    }
    if (type === 'header' && !isUsableHeader(header)) {
      return failSetting(`${field}.header`, `${field}.header must be the name of a header, such as X-Api-Key.`);
    }
    list.push({ name, type, user, header, secret, ...(file === '' ? {} : { file }) });
  }
  return succeed(list);
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

const isBasicUser = (user: string): boolean => user !== '' && !user.includes(':');

/** Whether HTTP allows the value: no control characters except the tab, nothing beyond Latin-1. */
function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function isUsableHeader(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !framingHeaders.has(name.toLowerCase());
}
