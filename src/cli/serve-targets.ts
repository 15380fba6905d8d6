// The URLs of `parked serve` as the settings of a data source. The first is its `url`, with all credentials; the others
// are its `targets`.
import { workbenchInstance } from '../backend/web/workbench-instance.ts';
import { formatDuration } from '../core/query/duration.ts';
import type { DataSourceInstance, RequestContext } from '../core/query/request.ts';
import { everythingAllowed } from '../core/query/settings-access.ts';
import { readSettings } from '../core/query/settings-reader.ts';
import { connect } from './connection.ts';
import { CommandFailure, exitStatus, usageFailure } from './exit-status.ts';
import type { ServeOptions } from './options/serve.ts';
import { parseSourceUrl } from './source-url.ts';
import type { SourceUrl } from './source-url.ts';

/** Growth shows within a minute. Fetching still takes at most a hundredth of a target's time. */
export const defaultEveryMs = 5_000;

/** The user who starts the workbench decides about its targets. The rules for dumps still apply. */
export async function describeContext(urls: readonly string[], options: ServeOptions): Promise<RequestContext> {
  const [first, ...others] = urls.map(parseSourceUrl);
  if (others.length > 0) checkShared(options);
  const base = first === undefined ? workbenchInstance : (await connect(first, options, [])).instance;
  const named = others.map(nameAuth);
  const dataSource: DataSourceInstance = {
    ...base,
    uid: 'workbench',
    name: 'workbench',
    jsonData: JSON.stringify({
      ...(JSON.parse(base.jsonData) as object),
      auth: named.flatMap(({ auth }) => (auth === undefined ? [] : [auth])),
      targets: named.map(({ target }) => target),
      ...describeRules(options, urls.length > 0 || options.receive !== undefined),
    }),
    secrets: { ...base.secrets, ...Object.fromEntries(named.flatMap(({ secret }) => (secret ? [secret] : []))) },
  };
  // A person who types an address can reach it anyway.
  const pluginConfig = { ...everythingAllowed, allow_link_local: 'true', history_dir: options.history ?? '' };
  const settings = readSettings(dataSource, pluginConfig);
  if (!settings.ok) throw new CommandFailure(exitStatus.usage, settings.problem.message);
  return { orgId: 0, role: 'Admin', fromAlert: false, dataSource, pluginConfig };
}

function describeRules(options: ServeOptions, isLive: boolean) {
  const { maxGoroutines, leakProfile, memoryLimit } = options;
  return {
    sampling: {
      enabled: isLive,
      interval: formatDuration(options.every ?? defaultEveryMs),
      idle: '400d',
      ...(leakProfile ? { leakProfile: '1h' } : {}),
    },
    dumps: maxGoroutines === undefined ? {} : { maxGoroutines },
    ownCode: options.ownCode ?? [],
    labelKeys: options.labelKeys ?? [],
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  };
}

/** These options belong to one URL. Sending a secret to the other URLs would disclose it. */
function checkShared(options: ServeOptions): void {
  const { user, bearerFile, header, ca, cert, key, serverName, insecure } = options;
  if ([user, bearerFile, header, ca, cert, key, serverName, insecure].some((value) => value !== undefined)) {
    throw usageFailure(
      'Credentials and TLS options go with one URL. With several, write the user into each: http://user:password@host:port.',
    );
  }
}

function nameAuth({ root, user, password }: SourceUrl, index: number) {
  if (user === '') return { target: { urls: [root] } };
  const name = `target-${index + 2}`;
  return {
    target: { urls: [root], auth: name },
    auth: { name, type: 'basic', user },
    secret: [`auth.${name}`, password || (process.env['PARKED_PASSWORD'] ?? '')] as const,
  };
}
