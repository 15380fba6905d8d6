// Calls to the servers that keep series, as export and history make them: the same checks of addresses, TLS and bounds as
// for targets, and the credentials that the settings name.
import type { Result } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { CallServer, ServerReply } from './export/port.ts';
import { blackOut } from './targets/black-out.ts';
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
  const named = findAuth(auth, authName);
  const { headers: credentials } = spellCredentials(named);
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
    return exchange<ServerReply>(request, signal, async ({ status, headers: told, body: chunks }) => {
      const { body: text, cut } = await readCut(chunks, maxBytes);
      // Words of a refusal may go into a log; what a server answers is data, and left as it is.
      const safe = status >= 200 && status < 300 ? text : blackOut(text, named);
      return { status, retryAfter: told['retry-after'], body: safe, cut };
    });
  };
}
