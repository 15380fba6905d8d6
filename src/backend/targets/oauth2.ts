// Tokens of OAuth 2's client credentials grant (RFC 6749, section 4.4), cached until shortly before they expire. The
// cache key includes the secret itself, so no data source gets a token that it could not request.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { parseJson } from '../../core/json.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import type { NamedAuth, OAuth2 } from '../../core/query/settings.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import { startFlight, type Flight } from '../flight.ts';
import { formatBasic } from './basic-auth.ts';
import { describeFailure } from './exchange-problem.ts';
import { readBounded } from './read-bounded.ts';
import { sendOnce, type PlainRequest, type TlsOptions } from './send-once.ts';
import { minuteMs, secondMs } from '../../core/agreed-times.ts';

interface TokenRequest {
  readonly auth: NamedAuth;
  readonly secret: string;
  readonly tls: Partial<TlsOptions> | undefined;
  /** The header that a server has just refused; its token is not used again. */
  readonly refused: string | undefined;
}

interface Token {
  /** The value of the header `Authorization`. */
  readonly header: string;
  readonly takenMs: number;
  readonly expiresMs: number;
}

type Entry = {
  token?: Token;
  failure?: { readonly problem: Problem; readonly untilMs: number };
  flight?: Flight<void>;
};

/** Process-wide: the key holds everything that a token depends on, and data sources may share a token server. */
const entries = new LRUCache<string, Entry>({ max: 1_000 });

/** A token without a stated lifetime is requested again after this time. */
const unknownLifeMs = 5 * minuteMs;
/** A token is renewed this long before it expires, or in the last tenth of a short lifetime. */
const marginMs = 30 * secondMs;
/** A server that gives no token, or whose token targets reject, is not asked again for every target. */
const restMs = 1_000;
/** A fetch that continues for the next caller. */
const lingerMs = 2_000;
const maxReplyBytes = 64 * 1024;

/** The value of the header `Authorization`. Fails with a problem that names only the server's host. */
export async function takeToken(
  asked: TokenRequest,
  oauth2: OAuth2,
  request: Pick<PlainRequest, 'settings' | 'resolveAll'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const entry = findEntry(asked, oauth2);
  if (entry.token?.header === asked.refused && performance.now() - (entry.token?.takenMs ?? 0) > restMs) {
    delete entry.token;
  }
  if (entry.token !== undefined && performance.now() < entry.token.expiresMs) return succeed(entry.token.header);
  if (entry.failure !== undefined && performance.now() < entry.failure.untilMs) return fail(entry.failure.problem);
  entry.flight ??= startFlight((flightSignal) => renew(entry, asked, oauth2, request, flightSignal), lingerMs);
  await entry.flight.join(signal);
  if (entry.token !== undefined) return succeed(entry.token.header);
  const cancelled = describeFailure({ kind: 'cancelled' }, hostAndPort(new URL(oauth2.tokenUrl)));
  return fail(entry.failure?.problem ?? cancelled);
}

function findEntry({ auth, secret, tls }: TokenRequest, oauth2: OAuth2): Entry {
  const key = createHash('sha256')
    .update(JSON.stringify([oauth2, auth.user, secret, tls]))
    .digest('base64');
  const entry = entries.get(key) ?? {};
  entries.set(key, entry);
  return entry;
}

async function renew(
  entry: Entry,
  asked: TokenRequest,
  oauth2: OAuth2,
  request: Pick<PlainRequest, 'settings' | 'resolveAll'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    delete entry.token;
    delete entry.failure;
    const token = await askToken(asked, oauth2, request, signal);
    if (token.ok) entry.token = token.value;
    else if (!signal.aborted) entry.failure = { problem: token.problem, untilMs: performance.now() + restMs };
  } finally {
    delete entry.flight;
  }
}

async function askToken(
  { auth, secret, tls }: TokenRequest,
  { tokenUrl, scopes, audience }: OAuth2,
  { settings, resolveAll }: Pick<PlainRequest, 'settings' | 'resolveAll'>,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const url = new URL(tokenUrl);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    ...(audience === '' ? {} : { audience }),
  });
  const answered = await sendOnce<Result<Token>>(
    {
      url,
      headers: {
        'user-agent': 'parked',
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        authorization: formatBasic(encodeForm(auth.user), encodeForm(secret)),
      },
      body: Buffer.from(body.toString()),
      tls: tls && { skipVerify: false, serverName: '', caCert: '', clientCert: '', clientKey: '', ...tls },
      wholeTimeoutMs: settings.bounds.fetchTimeout,
      settings,
      resolveAll,
    },
    signal,
    async ({ status, body: chunks }) => readToken(status, await readBounded(chunks, maxReplyBytes), auth, url),
  );
  return answered.ok ? answered.value : answered;
}

/** Section 2.3.1: client id and secret are form-encoded before they are joined. */
const encodeForm = (text: string): string => new URLSearchParams({ a: text }).toString().slice(2);

function readToken(status: number, text: string | undefined, auth: NamedAuth, url: URL): Result<Token> {
  const refuse = (what: string): Result<Token> => {
    const host = hostAndPort(url);
    const message = `The credential "${auth.name}": ${host} ${what}`;
    return fail({ code: 'oauth2_token', status: 502, source: 'downstream', field: 'auth', message, hosts: [host] });
  };
  const reply = parseReply(text);
  if (status !== 200) {
    const code = knownErrors.find((known) => known === reply['error']);
    return refuse(
      `refused a token (${code ?? `status ${status}`}). Check the client id, its secret, and the permissions of the client.`,
    );
  }
  const { access_token: token, token_type: type, expires_in: life } = reply;
  if (typeof token !== 'string' || token === '' || /[^\x21-\x7e]/.test(token)) {
    return refuse('sent no token. Check that the URL is that of the token endpoint.');
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    return refuse('sent a token of another type than bearer, which Parked does not support.');
  }
  const lifeMs = Number(life) > 0 ? Number(life) * 1_000 : unknownLifeMs;
  const takenMs = performance.now();
  const expiresMs = takenMs + lifeMs - Math.min(marginMs, lifeMs / 10);
  return succeed({ header: `Bearer ${token}`, takenMs, expiresMs });
}

/** Section 5.2. Other texts of the server are not repeated, because they may contain what it was sent. */
const knownErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
];

function parseReply(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parseJson(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
