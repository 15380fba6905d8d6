// Turns credentials of the settings into request headers. Credential files are read for each request, so that a rotated
// token takes effect at once.
import { limits } from '../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import type { NamedAuth, UrlAuth } from '../../core/query/settings.ts';
import { readAllowed, type LocalFailure } from './local-files.ts';

export type Credential = UrlAuth | NamedAuth;

type Headers = Readonly<Record<string, string>>;

/** Reads the secret headers. Fails if a file cannot be read; the message names the path and never the content. */
export async function readCredentials(
  auth: Credential | undefined,
  folders: readonly string[] = [],
): Promise<Result<Headers>> {
  if (auth === undefined) return succeed({});
  if ('tls' in auth) return succeed(urlHeaders(auth));
  const secret = await readSecret(auth, folders);
  return secret.ok ? succeed(namedHeaders(auth, secret.value)) : secret;
}

/** The current secret of an `auth` entry. */
export async function readSecret(auth: NamedAuth, folders: readonly string[] = []): Promise<Result<string>> {
  if (auth.file === undefined) return succeed(auth.secret);
  const read = await readAllowed(auth.file, folders, limits.credentialFile.value);
  if (!read.ok) return fail(describeFile(auth, read.failure));
  const secret = read.value.trim();
  if (secret === '' || /[^\t\x20-\x7e\x80-\xff]/.test(secret)) return fail(describeFile(auth, 'unreadable'));
  return succeed(secret);
}

/** Names the kind of credentials for messages: `basic auth`, `a bearer token`, …; empty without credentials. */
export function describeCredentials(auth: Credential | undefined): string {
  if (auth === undefined) return '';
  if (!('tls' in auth)) return { basic: 'basic auth', bearer: 'a bearer token', header: 'a header' }[auth.type];
  if (auth.basic !== undefined) return 'basic auth';
  if (auth.bearer !== undefined) return 'a bearer token';
  return auth.headers.length > 0 ? 'custom headers' : '';
}

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
  }
}

function formatBasic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

const fileProblems: Readonly<Record<LocalFailure, string>> = {
  forbidden:
    "lies in no folder that credentials may be read from. An administrator allows folders with credential_files in the plugin's section of grafana.ini",
  missing: 'is not there. Check its path, and that it is mounted',
  unreadable: 'cannot be read as one line of text. Check its permissions and its content',
  'too large': 'is larger than any credential',
};

function describeFile({ name, file }: NamedAuth, failure: LocalFailure): Problem {
  const message = `The credential "${name}": ${file} ${fileProblems[failure]}.`;
  return { code: 'credential_file', status: 502, source: 'downstream', field: 'auth', message, hosts: [file ?? ''] };
}
