// `auth`: credentials for everything but `url`, by name. A secret is in `secureJsonData`, or in a file that is read
// anew for each request.
import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { isBasicUser, isHeaderValue, isUsableHeader } from './settings-auth.ts';
import { definePart, optionalText, optionalTexts, text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readHttpUrl } from './settings-url.ts';

/** A credential for anything but `url`. The secret stays in `secrets` until a fetch needs it. */
export interface NamedAuth {
  readonly name: string;
  readonly type: 'basic' | 'bearer' | 'header' | 'oauth2' | 'certificate';
  /** The client id where `type` is `oauth2`. */
  readonly user: string;
  readonly header: string;
  /** Empty where `file` is set, and for a certificate. */
  readonly secret: string;
  /**
   * The file of the secret on Grafana's server, read again for each request; undefined where the settings hold the
   * secret.
   */
  readonly file?: string | undefined;
  /** How a token is asked for; undefined unless `type` is `oauth2`. */
  readonly oauth2?: OAuth2 | undefined;
  /** TLS of requests with this credential, from files that are read again for each request. */
  readonly tlsFiles?: TlsFiles | undefined;
}

/** The client credentials grant of OAuth 2 (RFC 6749, section 4.4). */
export interface OAuth2 {
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  /** Empty where the server needs none. */
  readonly audience: string;
}

/** PEM files; empty where not set. Certificate and key are set together. */
interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  /** The name in the server's certificate; empty for the host asked. */
  readonly serverName: string;
}

const namedAuth = v.strictObject(
  {
    name: v.pipe(text, v.minLength(1, 'must not be empty.')),
    type: v.picklist(
      ['basic', 'bearer', 'header', 'oauth2', 'certificate'],
      'must be "basic", "bearer", "header", "oauth2" or "certificate".',
    ),
    user: optionalText,
    header: optionalText,
    file: optionalText,
    tokenUrl: optionalText,
    scopes: optionalTexts,
    audience: optionalText,
    certFile: optionalText,
    keyFile: optionalText,
    caFile: optionalText,
    serverName: optionalText,
  },
  'must be an object with name, type and, depending on the type, user or header, and file for a secret in a file.',
);

type Shape = v.InferOutput<typeof namedAuth>;

export const authPart = definePart({
  entries: { auth: v.nullish(v.array(namedAuth, 'must be a list.'), []) },
  read({ auth }, { instance }): Result<{ readonly auth: readonly NamedAuth[] }> {
    const seen = new Set<string>();
    const list: NamedAuth[] = [];
    for (const [index, entry] of auth.entries()) {
      const field = `auth[${index}]`;
      if (seen.has(entry.name)) {
        return failSetting(
          `${field}.name`,
          `${field}.name repeats "${entry.name}". Give all credentials names of their own.`,
        );
      }
      seen.add(entry.name);
      const read = readNamedAuth(entry, field, instance.secrets);
      if (!read.ok) return read;
      list.push(read.value);
    }
    return succeed({ auth: list });
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

function readNamedAuth(entry: Shape, field: string, secrets: Labels): Result<NamedAuth> {
  const { name, type, user, header } = entry;
  const secret = readSecret(entry, field, secrets);
  if (!secret.ok) return secret;
  if (type === 'basic' && !isBasicUser(user)) {
    return failSetting(`${field}.user`, `${field}.user must be set for type "basic", without a colon.`);
  }
  if (type === 'header' && !isUsableHeader(header)) {
    return failSetting(`${field}.header`, `${field}.header must be the name of a header, such as X-Api-Key.`);
  }
  const oauth2 = readOAuth2(entry, field);
  if (!oauth2.ok) return oauth2;
  const tlsFiles = readTlsFiles(entry, field);
  if (!tlsFiles.ok) return tlsFiles;
  return succeed({
    name,
    type,
    user,
    header,
    ...secret.value,
    ...(oauth2.value && { oauth2: oauth2.value }),
    ...(tlsFiles.value && { tlsFiles: tlsFiles.value }),
  });
}

function readSecret(
  { name, type, file }: Shape,
  field: string,
  secrets: Labels,
): Result<Pick<NamedAuth, 'secret' | 'file'>> {
  const secretKey = `secureJsonData["auth.${name}"]`;
  const secret = (secrets[`auth.${name}`] ?? '').trim();
  if (type === 'certificate') {
    if (file === '' && secret === '') return succeed({ secret });
    return failSetting(
      secret === '' ? `${field}.file` : secretKey,
      `${field} is a certificate and has a secret besides. Name its files in certFile and keyFile, and remove the secret.`,
    );
  }
  if (file !== '' && !file.startsWith('/')) {
    return failSetting(`${field}.file`, `${field}.file must be the whole path of a file, such as /run/secrets/token.`);
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
  return succeed({ secret, ...(file === '' ? {} : { file }) });
}

function readOAuth2({ type, user, tokenUrl, scopes, audience }: Shape, field: string): Result<OAuth2 | undefined> {
  if (type !== 'oauth2') return succeed(undefined);
  if (user === '') return failSetting(`${field}.user`, `${field}.user must be the client id for type "oauth2".`);
  const url = readHttpUrl(tokenUrl, `${field}.tokenUrl`);
  if (!url.ok) return url;
  if (url.value.hash !== '') return failSetting(`${field}.tokenUrl`, `${field}.tokenUrl must end before the "#".`);
  const wrong = scopes.findIndex((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  if (wrong >= 0) return failSetting(`${field}.scopes`, `${field}.scopes[${wrong}] is not a scope: one word each.`);
  return succeed({ tokenUrl: url.value.href, scopes, audience });
}

function readTlsFiles(entry: Shape, field: string): Result<TlsFiles | undefined> {
  const { type, certFile, keyFile, caFile, serverName } = entry;
  for (const key of ['certFile', 'keyFile', 'caFile'] as const) {
    if (entry[key] === '' || entry[key].startsWith('/')) continue;
    return failSetting(`${field}.${key}`, `${field}.${key} must be the whole path of a PEM file.`);
  }
  const missing = certFile === '' ? 'certFile' : 'keyFile';
  if ((certFile === '') !== (keyFile === '') || (type === 'certificate' && certFile === '')) {
    return failSetting(
      `${field}.${missing}`,
      `${field}.${missing} is needed: a certificate and its key are set together.`,
    );
  }
  const isSet = [certFile, caFile, serverName].some((value) => value !== '');
  return succeed(isSet ? { certFile, keyFile, caFile, serverName } : undefined);
}
