// Turns credentials of the settings into request headers and TLS. Credential files are read for each request, so that a
// rotated token or certificate takes effect at once.
import { limits } from '../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import type { NamedAuth, UrlAuth } from '../../core/query/settings.ts';
import { formatBasic } from './basic-auth.ts';
import { readAllowed, type LocalFailure } from './local-files.ts';
import { takeToken } from './oauth2.ts';
import type { PlainRequest, TlsOptions } from './send-once.ts';

export type Credential = UrlAuth | NamedAuth;

type Headers = Readonly<Record<string, string>>;

/** What a request carries in addition to its own headers. Contains secrets. */
export interface Carried {
  readonly headers: Headers;
  /** Undefined if the credential has no TLS material of its own. */
  readonly tls: Partial<TlsOptions> | undefined;
}

/**
 * Reads the credentials of one request. `refused` is what a server has just refused. A cached token is then requested
 * anew, and `isChanged` says whether there is something else to try. Fails if a file cannot be read or no token can be
 * obtained. The message names the path or the host and never the content.
 */
export async function readCredentials(
  auth: Credential | undefined,
  request: Pick<PlainRequest, 'settings' | 'resolveAll'>,
  signal: AbortSignal,
  refused?: Carried,
): Promise<Result<Carried & { readonly isChanged: boolean }>> {
  if (auth === undefined) return succeed({ headers: {}, tls: undefined, isChanged: false });
  if ('tls' in auth) return succeed({ headers: urlHeaders(auth), tls: undefined, isChanged: false });
  const folders = request.settings.credentialFiles ?? [];
  const secret = await readSecret(auth, folders);
  if (!secret.ok) return secret;
  const tls = await readTlsFiles(auth, folders);
  if (!tls.ok) return tls;
  const asked = { auth, secret: secret.value, tls: tls.value, refused: refused?.headers['authorization'] };
  const token = auth.oauth2 === undefined ? undefined : await takeToken(asked, auth.oauth2, request, signal);
  if (token?.ok === false) return token;
  const headers = token === undefined ? namedHeaders(auth, secret.value) : { authorization: token.value };
  const isChanged = JSON.stringify([headers, tls.value]) !== JSON.stringify([refused?.headers, refused?.tls]);
  return succeed({ headers, tls: tls.value, isChanged });
}

/** The current secret of an `auth` entry; empty for a certificate. */
async function readSecret(auth: NamedAuth, folders: readonly string[]): Promise<Result<string>> {
  if (auth.file === undefined) return succeed(auth.secret);
  const read = await readAllowed(auth.file, folders, limits.credentialFile.value);
  if (!read.ok) return fail(describeFile(auth.name, auth.file, read.failure));
  const secret = read.value.trim();
  if (secret === '' || /[^\t\x20-\x7e\x80-\xff]/.test(secret)) {
    return fail(describeFile(auth.name, auth.file, 'unreadable'));
  }
  return succeed(secret);
}

async function readTlsFiles(
  { name, tlsFiles }: NamedAuth,
  folders: readonly string[],
): Promise<Result<Carried['tls']>> {
  if (tlsFiles === undefined) return succeed(undefined);
  const { certFile, keyFile, caFile, serverName } = tlsFiles;
  const pem: string[] = [];
  for (const path of [certFile, keyFile, caFile]) {
    const read = path === '' ? { ok: true as const, value: '' } : await readAllowed(path, folders, maxPemBytes);
    if (!read.ok) return fail(describeFile(name, path, read.failure));
    if (path !== '' && !read.value.includes('-----BEGIN ')) return fail(describeFile(name, path, 'no PEM'));
    pem.push(read.value);
  }
  const [clientCert = '', clientKey = '', caCert = ''] = pem;
  return succeed({
    ...(clientCert === '' ? {} : { clientCert, clientKey }),
    ...(caCert === '' ? {} : { caCert }),
    ...(serverName === '' ? {} : { serverName }),
  });
}

/** A bundle of all authorities of a system has 200 KiB. */
const maxPemBytes = 512 * 1024;

/** Names the kind of credentials for messages: `basic auth`, `a bearer token`, …; empty without credentials. */
export function describeCredentials(auth: Credential | undefined): string {
  if (auth === undefined) return '';
  if (!('tls' in auth)) return kinds[auth.type];
  if (auth.basic !== undefined) return 'basic auth';
  if (auth.bearer !== undefined) return 'a bearer token';
  return auth.headers.length > 0 ? 'custom headers' : '';
}

const kinds: Readonly<Record<NamedAuth['type'], string>> = {
  basic: 'basic auth',
  bearer: 'a bearer token',
  header: 'a header',
  oauth2: 'a token of OAuth 2',
  certificate: 'a client certificate',
};

/** Finds a named `auth` entry. The settings reader has checked that the name exists. */
export function findAuth(auth: readonly NamedAuth[], name: string | undefined): NamedAuth | undefined {
  return name === undefined ? undefined : auth.find((entry) => entry.name === name);
}

function urlHeaders({ headers, basic, bearer }: UrlAuth): Headers {
  const own = Object.fromEntries(headers);
  if (basic !== undefined) return { ...own, authorization: formatBasic(basic.user, basic.password) };
  return bearer === undefined ? own : { ...own, authorization: `Bearer ${bearer}` };
}

function namedHeaders({ type, user, header }: NamedAuth, secret: string): Headers {
  switch (type) {
    case 'basic':
      return { authorization: formatBasic(user, secret) };
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'header':
      return { [header]: secret };
    case 'oauth2':
    case 'certificate':
      return {};
  }
}

const fileProblems: Readonly<Record<LocalFailure | 'no PEM', string>> = {
  forbidden:
    "is outside the folders that credentials may be read from. An administrator can allow folders with credential_files in the plugin's section of grafana.ini",
  missing: 'does not exist. Check its path, and that it is mounted',
  unreadable: 'cannot be read as one line of text. Check its permissions and its content',
  'too large': 'is larger than any credential',
  'no PEM': 'holds no PEM text ("-----BEGIN …")',
};

function describeFile(name: string, file: string, failure: keyof typeof fileProblems): Problem {
  const message = `The credential "${name}": ${file} ${fileProblems[failure]}.`;
  return { code: 'credential_file', status: 502, source: 'downstream', field: 'auth', message, hosts: [file] };
}
