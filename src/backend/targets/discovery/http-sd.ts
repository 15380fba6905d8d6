// Reads lists in Prometheus' HTTP SD format: `[{ "targets": ["host:port"], "labels": { … } }]`.
import { succeed } from '../../../core/problem.ts';
import type { HttpSdDiscovery } from '../../../core/query/settings-discovery.ts';
import { hostAndPort } from '../../../core/query/settings-url.ts';
import { findAuth } from '../credentials.ts';
import { askServer, notAList } from './ask-server.ts';
import type { Discover } from './model.ts';
import { readGroups } from './target-groups.ts';

export const discoverHttpSd: Discover<HttpSdDiscovery> = async (entry, context) => {
  const url = new URL(entry.url.trim());
  const answer = await askServer(url, { auth: findAuth(context.settings.auth, entry.auth) }, context);
  if (!answer.ok) return answer;
  if (!Array.isArray(answer.value)) return notAList(hostAndPort(url), "a list in Prometheus' HTTP SD format");
  return succeed(await readGroups(answer.value as readonly unknown[]));
};
