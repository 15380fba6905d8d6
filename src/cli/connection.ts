// The fetch options as the settings of a data source, with the same checks and the same rules for credentials.
import { readFile } from 'node:fs/promises';
import type { DataSourceInstance } from '../core/query/request.ts';
import { everythingAllowed } from '../core/query/settings-access.ts';
import { readSettings } from '../core/query/settings-reader.ts';
import type { DataSourceRef } from '../backend/service.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import type { ConnectionOptions } from './options/fetching.ts';
import { rewordForOptions } from '../report/own-words.ts';
import type { SourceUrl } from './source-url.ts';

const optionNames: readonly (readonly [field: string, option: string])[] = [
  ['basicAuth', '--user'],
  ['secureJsonData.basicAuthPassword', '--user'],
  ['secureJsonData.bearerToken', '--bearer-file'],
  ['secureJsonData.httpHeader', '--header'],
  ['httpHeader', '--header'],
  ['secureJsonData.tlsCACert', '--ca'],
  ['secureJsonData.tlsClientCert', '--cert'],
  ['secureJsonData.tlsClientKey', '--key'],
  ['timeout', '--timeout'],
];

export async function connect(
  url: SourceUrl,
  options: ConnectionOptions,
  labelKeys: readonly string[],
): Promise<DataSourceRef> {
  const instance = await describeInstance(url, options, labelKeys);
  // A person who types an address can reach it anyway. The ban on link-local addresses protects against forms of a data
  // source.
  const settings = readSettings(instance, { ...everythingAllowed, allow_link_local: 'true' });
  if (settings.ok) return { orgId: 0, instance, settings: settings.value };
  const { field = '' } = settings.problem;
  const message = rewordForOptions(settings.problem.message);
  const option = optionNames.find(([name]) => field.startsWith(name))?.[1];
  throw new CommandFailure(
    exitStatus.usage,
    option === undefined ? `${url.shown}: ${message}` : `${option}: ${message}`,
  );
}

async function describeInstance(
  url: SourceUrl,
  options: ConnectionOptions,
  labelKeys: readonly string[],
): Promise<DataSourceInstance> {
  const { user, password } = readUser(url, options);
  const headers = (options.header ?? []).map(parseHeader);
  const [bearerToken, tlsCACert, tlsClientCert, tlsClientKey] = await Promise.all([
    options.bearerFile === undefined
      ? (process.env['PARKED_BEARER_TOKEN'] ?? '')
      : read(options.bearerFile, '--bearer-file'),
    read(options.ca, '--ca'),
    read(options.cert, '--cert'),
    read(options.key, '--key'),
  ]);
  if ((tlsClientCert === '') !== (tlsClientKey === '')) {
    throw new CommandFailure(exitStatus.usage, '--cert and --key belong together: give both.');
  }
  return {
    uid: 'command-line',
    name: 'command line',
    url: url.root,
    basicAuthEnabled: user !== '',
    basicAuthUser: user,
    jsonData: JSON.stringify({
      labelKeys,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout / 1000 }),
      tlsSkipVerify: options.insecure ?? false,
      tlsAuthWithCACert: tlsCACert !== '',
      tlsAuth: tlsClientCert !== '',
      serverName: options.serverName ?? '',
      ...Object.fromEntries(headers.map(([name], index) => [`httpHeaderName${index + 1}`, name])),
    }),
    secrets: {
      basicAuthPassword: password,
      bearerToken,
      tlsCACert,
      tlsClientCert,
      tlsClientKey,
      ...Object.fromEntries(headers.map(([, value], index) => [`httpHeaderValue${index + 1}`, value])),
    },
    lastUpdatedMs: 0,
  };
}

/** `--user` wins over the URL. A password in the URL wins over the environment. */
function readUser(url: SourceUrl, options: ConnectionOptions): { readonly user: string; readonly password: string } {
  const fallback = process.env['PARKED_PASSWORD'] ?? '';
  if (options.user === undefined) return { user: url.user, password: url.password || fallback };
  const colon = options.user.indexOf(':');
  if (colon < 0) return { user: options.user, password: fallback };
  return { user: options.user.slice(0, colon), password: options.user.slice(colon + 1) };
}

function parseHeader(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  if (colon <= 0) throw new CommandFailure(exitStatus.usage, '--header: write "Name: value".');
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

/** Empty where no file is given. */
async function read(path: string | undefined, option: string): Promise<string> {
  if (path === undefined) return '';
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new CommandFailure(exitStatus.unreadable, `${option}: the file cannot be read (${code}).`);
  }
}
