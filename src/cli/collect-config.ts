// Reads the file of `parked collect`: the settings of a data source, those of the collector, and secrets. Every error
// names the file and the key.
import { join } from 'node:path';
import { hostname } from 'node:os';
import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { limits } from '../core/limits.ts';
import { everythingAllowed } from '../core/query/settings-access.ts';
import { settingNames } from '../core/query/settings-shape.ts';
import { readSettings } from '../core/query/settings-reader.ts';
import type { CollectorConfig } from '../backend/service.ts';
import type { CollectOptions } from './options/collect.ts';
import { readSecrets } from './collect-secrets.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { checkReceive, type ReceiveListen } from './receive-listen.ts';

export interface CollectConfig {
  readonly collector: CollectorConfig;
  /** The file, for messages. */
  readonly file: string;
  /** Undefined if nothing can be pushed. */
  readonly receive: ReceiveListen | undefined;
  /** Folders that are watched. */
  readonly watch: readonly string[];
  readonly host: string;
  readonly port: number;
}

/** Keys besides those of `jsonData`. */
const ownKeys = [
  'url',
  'basicAuth',
  'basicAuthUser',
  'collector',
  'listen',
  'queue',
  'receive',
  'shard',
  'allowLinkLocal',
  'secure',
  'watch',
];

/** Throws a CommandFailure that names the file and the key. `revision` must rise with each reading. */
export async function readCollectConfig(
  options: CollectOptions,
  env: NodeJS.ProcessEnv,
  revision: number,
): Promise<CollectConfig> {
  const file = options.config ?? 'The options';
  const config = options.config === undefined ? {} : parseConfig(file, await readText(file));
  const known = new Set([...settingNames, ...ownKeys]);
  const stranger = Object.keys(config).find((key) => !known.has(key) && !/^httpHeaderName\d+$/.test(key));
  if (stranger !== undefined) {
    throw wrong(file, `"${stranger}" is not a key that Parked knows. Correct its name or remove it.`);
  }
  const secrets = await readSecrets(config['secure'], env);
  if (!secrets.ok) throw wrong(file, secrets.problem.message);

  const shard = parseShard(
    options.shard ?? readWord(config, 'shard', '1/1', file),
    options.shard ? '--shard' : `${file}: shard`,
  );
  const listen = parseListen(
    options.listen ?? readWord(config, 'listen', '127.0.0.1:9464', file),
    options.listen ? '--listen' : `${file}: listen`,
  );
  const receiveAt = options.receive ?? readWord(config, 'receive', '', file);
  const receive =
    receiveAt === ''
      ? undefined
      : checkReceive({
          ...parseListen(receiveAt, options.receive ? '--receive' : `${file}: receive`),
          secret: secrets.value['receive'] ?? env['PARKED_RECEIVE_SECRET'] ?? '',
        });
  const watch = options.watch ?? readWords(config, 'watch', file);
  const queue = readWord(config, 'queue', '', file);
  const name = readWord(config, 'collector', hostname(), file) + (shard.count > 1 ? `-${shard.index}` : '');
  const instance = {
    uid: 'collect',
    name,
    url: readWord(config, 'url', '', file),
    basicAuthEnabled: readFlag(config, 'basicAuth', file),
    basicAuthUser: readWord(config, 'basicAuthUser', '', file),
    jsonData: JSON.stringify(Object.fromEntries(Object.entries(config).filter(([key]) => !ownKeys.includes(key)))),
    secrets: secrets.value,
    lastUpdatedMs: revision,
  };
  const allowLinkLocal = readFlag(config, 'allowLinkLocal', file) ? 'true' : 'false';
  const settings = readSettings(instance, { ...everythingAllowed, allow_link_local: allowLinkLocal });
  if (!settings.ok) throw wrong(file, settings.problem.message.replaceAll('secureJsonData', 'secure'));
  const { url, targets, discovery, sampling } = settings.value;
  const asks = url !== '' || targets.length > 0 || discovery.length > 0;
  if (!asks && receive === undefined && watch.length === 0) {
    throw wrong(
      file,
      'there is nothing to sample. List processes under targets, name a server under discovery, or take pushes with --receive.',
    );
  }
  if (!sampling.enabled)
    throw wrong(file, 'sampling.enabled is false, and sampling is all a collector does. Remove it.');
  return {
    collector: {
      ref: { orgId: 0, instance, settings: settings.value },
      name,
      shard,
      // Collectors that share a folder must not send each other's points.
      queueFolder: queue === '' ? undefined : join(queue, name.replace(/[^\w.-]/g, '_')),
    },
    file,
    receive,
    watch,
    ...listen,
  };
}

type Config = Readonly<Record<string, unknown>>;

async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= limits.resourceBody.value) return text;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new CommandFailure(exitStatus.unreadable, `${file} cannot be read (${code}).`);
  }
  throw wrong(file, 'it is larger than 1 MiB, which no settings are.');
}

/** JSON is valid YAML, so one parser reads both. */
function parseConfig(file: string, text: string): Config {
  const lines = new LineCounter();
  // Pretty errors repeat the line, which may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw wrong(
      `${file}:${line}:${col}`,
      `it is neither YAML nor JSON (${error.code}). Correct that line or the one before.`,
    );
  }
  let config: unknown;
  try {
    config = document.toJS({ maxAliasCount: 100 });
  } catch {
    throw wrong(file, 'an alias has no anchor, or expands to too much. Write out its content.');
  }
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Config;
  throw wrong(file, 'it must hold keys and values, such as "targets:".');
}

function readWord(config: Config, key: string, fallback: string, file: string): string {
  const value = config[key] ?? fallback;
  if (typeof value === 'string') return value;
  throw wrong(file, `${key} must be a text.`);
}

function readWords(config: Config, key: string, file: string): readonly string[] {
  const value = config[key] ?? [];
  if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) return value;
  throw wrong(file, `${key} must be a list of texts.`);
}

function readFlag(config: Config, key: string, file: string): boolean {
  const value = config[key] ?? false;
  if (typeof value === 'boolean') return value;
  throw wrong(file, `${key} must be true or false.`);
}

function parseShard(text: string, where: string): CollectorConfig['shard'] {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new CommandFailure(exitStatus.usage, `${where} must be k/n, such as 2/8 for the second of eight parts.`);
}

function parseListen(text: string, where: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  if (port !== '' && Number(port) <= 65_535)
    return { host: host.replace(/^\[|\]$/g, '') || '0.0.0.0', port: Number(port) };
  throw new CommandFailure(exitStatus.usage, `${where} must be host:port, such as 127.0.0.1:9464.`);
}

function wrong(file: string, message: string): CommandFailure {
  return new CommandFailure(exitStatus.usage, `${file}: ${message}`);
}
