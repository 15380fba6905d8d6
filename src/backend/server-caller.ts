// Calls the servers that store series, for export and history. It applies the same checks of addresses, TLS and bounds
// as for targets, and adds the credentials of the settings.
import type { Result } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { CallServer, ServerReply } from './server-call.ts';
import { blackOut } from './targets/black-out.ts';
import type { ResolveAll } from './targets/checked-lookup.ts';
import { findAuth } from './targets/credentials.ts';
import { exchange, type ExchangeSettings } from './targets/exchange.ts';
import { readCut } from './targets/read-bounded.ts';

/** `authName`: the entry of the settings' `auth` that is sent with every call. */
export function createServerCaller(
  settings: ExchangeSettings & Pick<Settings, 'auth'>,
  authName: string | undefined,
  resolveAll?: ResolveAll,
): CallServer {
  const named = findAuth(settings.auth, authName);
  return async ({ url, headers, body, timeoutMs, maxBytes }, signal): Promise<Result<ServerReply>> => {
    const request = {
      url,
      headers: { 'user-agent': 'parked', ...headers, 'content-length': String(body.length) },
      auth: named,
      body,
      wholeTimeoutMs: timeoutMs,
      settings,
      resolveAll,
    };
    return exchange<ServerReply>(request, signal, async ({ status, headers: told, body: chunks }) => {
      const { body: text, cut } = await readCut(chunks, maxBytes);
      // A refusal's text may be logged. Other answers are data and stay unchanged.
      const isRefusal = status < 200 || status >= 300;
      // A secret in a file may have changed since it was sent, and a token is not in the settings. Neither can be
      // redacted reliably, so nothing of the refusal is shown.
      const isElsewhere = named?.file !== undefined || named?.oauth2 !== undefined;
      const hidden = isElsewhere ? '' : blackOut(text, named);
      const safe = isRefusal ? hidden : text;
      return { status, retryAfter: told['retry-after'], body: safe, cut };
    });
  };
}
