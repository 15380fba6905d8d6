// One HTTP request and its answer, under bounds. There are no redirects, no proxies and no kept connections: fetches
// are rare, and each new connection has its address checked. exchange.ts adds credentials.
import * as http from 'node:http';
import * as https from 'node:https';
import { fail, succeed, type Result } from '../../core/problem.ts';
import type { Settings } from '../../core/query/settings.ts';
import { hostAndPort, pathOn, socketOf } from '../../core/query/settings-url.ts';
import type { AddressRange } from './addresses.ts';
import { createCheckedLookup, isForbiddenLiteral, type ResolveAll } from './checked-lookup.ts';
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

/** The bounds, and which parts of this machine and its network may be reached. */
export type ExchangeSettings = Pick<Settings, 'bounds' | 'allowLinkLocal'> &
  Partial<Pick<Settings, 'unixSockets' | 'credentialFiles'>>;

export interface PlainRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of a POST; undefined for GET. */
  readonly body?: Uint8Array | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Timeout for the whole exchange, from the first packet to the last byte. */
  readonly wholeTimeoutMs: number;
  readonly settings: ExchangeSettings;
  /**
   * The ranges that the name must resolve into; undefined if any address is allowed that is not forbidden. Applies to
   * names only: the caller has checked literal addresses.
   */
  readonly allowedRanges?: readonly AddressRange[] | undefined;
  /** For tests. Default: the system's resolver. */
  readonly resolveAll?: ResolveAll | undefined;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Throws if the connection breaks; `exchange` then reports why. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends the request and passes the answer to `consume` while it arrives. Fails with a problem that names only the host.
 * Errors that `consume` throws itself are rethrown.
 */
export async function sendOnce<T>(
  request: PlainRequest,
  signal: AbortSignal,
  consume: (answer: ExchangeAnswer) => Promise<T>,
): Promise<Result<T>> {
  const host = hostAndPort(request.url);
  const failWith = (failure: Failure): Result<T> => fail(describeFailure(failure, host));
  if (signal.aborted) return failWith({ kind: 'cancelled' });
  const { allowLinkLocal, bounds, unixSockets = [] } = request.settings;
  if (isForbiddenLiteral(request.url.hostname, allowLinkLocal)) return failWith({ kind: 'forbidden address' });
  const socket = socketOf(request.url);
  const path = socket === undefined ? undefined : await resolveAllowed(socket, unixSockets);
  if (path?.ok === false) return failWith({ kind: 'socket', failure: path.failure });

  let phase: Phase = 'connecting';
  let failure: Failure | undefined;
  let isRead = false;
  let outgoing: http.ClientRequest;
  try {
    outgoing = startRequest(request, path?.value);
  } catch (error) {
    // Only unreadable TLS material throws here: the settings check covered everything else.
    return failWith({ kind: 'error', error, phase: 'TLS handshake' });
  }
  let endNow: (error: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (endNow = reject));
  // Prevents an unhandled rejection if nothing awaits it.
  stopped.catch(() => undefined);
  /** Ends the exchange at once. An answer that has fully arrived is still read to its end. */
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
    // After the caller left early, a broken connection is expected.
    incoming.on('error', () => undefined);
    let broken: { readonly error: unknown } | undefined;
    const body = watch(
      incoming,
      () => (isRead = true),
      (error) => (broken = { error }),
    );
    try {
      const consumed = consume({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      // `consume` keeps running after a stop and fails at its next read. Nothing awaits it then.
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

/** Servers send at most one of these (100 or 103). Each costs work here. */
const maxInformational = 16;

/**
 * Waits for the head of the answer. Besides an answer or an error, the server may switch protocols, send endless
 * informational answers, or just close the connection.
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
  { url, headers, body, tls, settings, allowedRanges, resolveAll }: PlainRequest,
  socketPath: string | undefined,
): http.ClientRequest {
  const path = `${pathOn(url)}${url.search}`;
  const common = {
    method: body === undefined ? 'GET' : 'POST',
    path,
    headers,
    agent: false,
  };
  if (socketPath !== undefined) {
    return http.request({ ...common, socketPath, headers: { host: 'localhost', ...common.headers } });
  }
  const options: http.RequestOptions = {
    ...common,
    protocol: url.protocol,
    // `http.request` expects an IPv6 address without brackets.
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

/**
 * Passes chunks on and records the end and any broken connection. `consume` may wrap or hide the error that it gets.
 */
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
