// Calls to the servers that keep series, as export and history make them: the same checks of addresses, TLS and bounds as
// for targets, and the credentials that the settings name.
import type { Result } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { CallServer, ServerReply } from './export/port.ts';
import type { ResolveAll } from './targets/checked-lookup.ts';
import { findAuth, spellCredentials } from './targets/credentials.ts';
import { exchange } from './targets/exchange.ts';
import { readCut } from './targets/read-bounded.ts';

/** `authName`: an entry of the settings' `auth`, which goes to whatever is called. */
export function createServerCaller(
  { auth, bounds, allowLinkLocal }: Pick<Settings, 'auth' | 'bounds' | 'allowLinkLocal'>,
  authName: string | undefined,
  resolveAll?: ResolveAll,
): CallServer {
  const { headers: credentials } = spellCredentials(findAuth(auth, authName));
  return async ({ url, headers, body, timeoutMs, maxBytes }, signal): Promise<Result<ServerReply>> => {
    const request = {
      url,
      headers: { 'user-agent': 'parked', ...headers, ...credentials, 'content-length': String(body.length) },
      body,
      connectTimeoutMs: bounds.connectTimeout,
      wholeTimeoutMs: timeoutMs,
      allowLinkLocal,
      resolveAll,
    };
    return exchange<ServerReply>(request, signal, async (answer) => ({
      status: answer.status,
      retryAfter: answer.headers['retry-after'],
      ...(await readCut(answer.body, maxBytes)),
    }));
  };
}
