// One HTTP request and its answer, under bounds: no redirects, no proxies, and no longer than asked for. Connections are
// not kept: profiles are fetched too seldom, and a new connection means that its address is checked.
import * as http from 'node:http';
import * as https from 'node:https';
import { fail, succeed, type Result } from '../../core/problem.ts';
import type { Settings } from '../../core/query/settings.ts';
import { hostAndPort, pathOn, socketOf } from '../../core/query/settings-url.ts';
import type { AddressRange } from './addresses.ts';
import { createCheckedLookup, isForbiddenLiteral, type ResolveAll } from './checked-lookup.ts';
import { readCredentials, type Credential } from './credentials.ts';
import { describeFailure, type Failure, type Phase } from './exchange-problem.ts';
import { resolveAllowed } from './local-files.ts';

export interface TlsOptions {
  readonly skipVerify: boolean;
  readonly serverName: string;
  /** PEM; empty where not set. */
  readonly caCert: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** Bounds, and what of this machine and its network may be reached. */
export type ExchangeSettings = Pick<Settings, 'bounds' | 'allowLinkLocal'> &
  Partial<Pick<Settings, 'unixSockets' | 'credentialFiles'>>;

export interface ExchangeRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with this request and no other. */
  readonly auth?: Credential | undefined;
  /** Sent with POST; undefined: GET. */
  readonly body?: Uint8Array | undefined;
  readonly tls?: TlsOptions | undefined;
  /** From the first packet to the last byte. */
  readonly wholeTimeoutMs: number;
  readonly settings: ExchangeSettings;
  /** Where the name has to lead; undefined: anywhere that is not forbidden. For names alone: who gives an address has checked it. */
  readonly allowedRanges?: readonly AddressRange[] | undefined;
  /** For tests; default: the system's. */
  readonly resolveAll?: ResolveAll | undefined;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Throws when the answer breaks off; `exchange` then tells why. Leaving it early ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends the request and gives `consume` the answer while it arrives. Fails with a problem that names the host and
 * nothing else of the request; what `consume` throws for reasons of its own passes through.
 */
export async function exchange<T>(
  request: ExchangeRequest,
  signal: AbortSignal,
  consume: (answer: ExchangeAnswer) => Promise<T>,
): Promise<Result<T>> {
  const host = hostAndPort(request.url);
  const failWith = (failure: Failure): Result<T> => fail(describeFailure(failure, host));
  if (signal.aborted) return failWith({ kind: 'cancelled' });
  const { allowLinkLocal, bounds, unixSockets = [], credentialFiles } = request.settings;
  if (isForbiddenLiteral(request.url.hostname, allowLinkLocal)) return failWith({ kind: 'forbidden address' });
  const socket = socketOf(request.url);
  const path = socket === undefined ? undefined : await resolveAllowed(socket, unixSockets);
  if (path?.ok === false) return failWith({ kind: 'socket', failure: path.failure });
  const secrets = await readCredentials(request.auth, credentialFiles);
  if (!secrets.ok) return secrets;

  let phase: Phase = 'connecting';
  let failure: Failure | undefined;
  let isRead = false;
  let outgoing: http.ClientRequest;
  try {
    outgoing = startRequest(request, secrets.value, path?.value);
  } catch (error) {
    // Only TLS material that the library cannot read gets here: everything else was checked with the settings.
    return failWith({ kind: 'error', error, phase: 'TLS handshake' });
  }
  let endNow: (error: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (endNow = reject));
  // Nobody may be waiting for it when it rejects.
  stopped.catch(() => undefined);
  /** Ends the exchange, whatever the connection does then. What has arrived completely is read to its end. */
  const stop = (reason: Failure): void => {
    failure ??= reason;
    outgoing.destroy(new Error(reason.kind));
    if (!isRead) endNow(new Error(reason.kind));
  };
  const onAbort = (): void => stop({ kind: 'cancelled' });
  const connectTimer = setTimeout(
    () => stop({ kind: 'connect timeout', afterMs: bounds.connectTimeout }),
    bounds.connectTimeout,
  );
  const wholeTimer = setTimeout(
    () => stop({ kind: 'timeout', afterMs: request.wholeTimeoutMs, phase }),
    request.wholeTimeoutMs,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  outgoing.on('socket', (socket) => {
    socket.once('connect', () => {
      clearTimeout(connectTimer);
      phase = request.url.protocol === 'https:' ? 'TLS handshake' : 'waiting';
    });
    socket.once('secureConnect', () => (phase = 'waiting'));
  });

  try {
    const incoming = await Promise.race([receive(outgoing, request.body, stop), stopped]);
    phase = 'reading';
    // When the answer is left early, its breaking off is no news to anyone.
    incoming.on('error', () => undefined);
    let broken: { readonly error: unknown } | undefined;
    const body = watch(
      incoming,
      () => (isRead = true),
      (error) => (broken = { error }),
    );
    try {
      const consumed = consume({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      // It is left behind when the exchange is stopped, and fails as soon as it reads on.
      consumed.catch(() => undefined);
      return succeed(await Promise.race([consumed, stopped]));
    } catch (error) {
      if (broken === undefined && failure === undefined) throw error;
      return failWith(failure ?? { kind: 'error', error, phase });
    }
  } catch (error) {
    if (phase === 'reading') throw error;
    return failWith(failure ?? { kind: 'error', error, phase });
  } finally {
    clearTimeout(connectTimer);
    clearTimeout(wholeTimer);
    signal.removeEventListener('abort', onAbort);
    outgoing.destroy();
  }
}

/** Servers send one of these at most (100 or 103); each costs work here. */
const maxInformational = 16;

/**
 * The head of the answer. An exchange can end in other ways than with an answer or an error: the server switches
 * protocols, sends informational answers without end, or the connection just closes.
 */
function receive(
  outgoing: http.ClientRequest,
  body: Uint8Array | undefined,
  stop: (reason: Failure) => void,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    let informational = 0;
    outgoing.on('information', () => {
      if (++informational > maxInformational) stop({ kind: 'no answer', what: 'informational answers without end' });
    });
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      stop({ kind: 'no answer', what: 'a switch to another protocol' });
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.on('close', () => reject(new Error('closed')));
    outgoing.end(body);
  });
}

function startRequest(
  { url, headers, body, tls, settings, allowedRanges, resolveAll }: ExchangeRequest,
  secrets: Readonly<Record<string, string>>,
  socketPath: string | undefined,
): http.ClientRequest {
  const path = `${pathOn(url)}${url.search}`;
  const common = {
    method: body === undefined ? 'GET' : 'POST',
    path,
    headers: { ...headers, ...secrets },
    agent: false,
  };
  if (socketPath !== undefined) {
    return http.request({ ...common, socketPath, headers: { host: 'localhost', ...common.headers } });
  }
  const options: http.RequestOptions = {
    ...common,
    protocol: url.protocol,
    // Without the brackets of an IPv6 address.
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    lookup: createCheckedLookup(settings.allowLinkLocal, resolveAll, allowedRanges),
  };
  if (url.protocol !== 'https:') return http.request(options);
  return https.request({
    ...options,
    rejectUnauthorized: tls?.skipVerify !== true,
    ...(tls?.serverName ? { servername: tls.serverName } : {}),
    ...(tls?.caCert ? { ca: tls.caCert } : {}),
    ...(tls?.clientCert ? { cert: tls.clientCert, key: tls.clientKey } : {}),
  });
}

/** Chunks as they are, with word of their end and of a connection that broke: `consume` may wrap or hide the error it gets. */
async function* watch(
  incoming: http.IncomingMessage,
  onEnd: () => void,
  onBroken: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) yield chunk;
    onEnd();
  } catch (error) {
    onBroken(error);
    throw error;
  }
}
