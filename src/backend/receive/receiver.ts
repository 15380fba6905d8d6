// The server for pushed profiles. It listens on loopback by default. Beyond loopback it requires a secret. Requests are
// bounded in size, in concurrency and in rate.
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createContextValues } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { limits } from '../../core/limits.ts';
import { ingest } from './ingest.ts';
import { routePushes, senderKey } from './pusher.ts';
import { createRate } from './rate.ts';
import type { Receiving } from './receive-profile.ts';
import { openServer } from '../open-server.ts';
import { secondMs } from '../../core/agreed-times.ts';

interface ReceiverOptions extends Receiving {
  readonly host: string;
  readonly port: number;
  /** A bearer token, or the password of basic authentication with any user; empty for none. */
  readonly secret: string;
  readonly onBug: (error: unknown) => void;
}

export interface Receiver {
  /** The `host:port` it listens on. */
  readonly address: string;
  close(): Promise<void>;
}

const pushPath = '/push.v1.PusherService/Push';
const requestTimeoutMs = 30 * secondMs;

/** Rejects if it cannot listen on the address. */
export async function openReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { host, port, secret, onBug } = options;
  const rate = createRate(limits.receivedRequests.value, () => performance.now());
  let working = 0;
  const push = connectNodeAdapter({
    routes: routePushes(options),
    grpc: false,
    readMaxBytes: limits.receivedBody.value,
    contextValues: (request) => createContextValues().set(senderKey, addressOf(request.socket.remoteAddress)),
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refuse(request);
    if (refusal !== undefined) return reply(request, response, ...refusal);
    working++;
    response.once('close', () => working--);
    if (pathOf(request) === pushPath) return push(request, response);
    takeIngest(request, response).catch((error: unknown) => {
      onBug(error);
      reply(request, response, 500, 'internal', 'Parked failed on this request because of a bug.');
    });
  }

  function refuse(request: IncomingMessage): Refusal | undefined {
    const { method, headers } = request;
    const path = pathOf(request);
    // A page in a browser must not be able to push to loopback.
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return [403, 'permission_denied', 'Browsers may not push.'];
    }
    if (path !== pushPath && path !== '/ingest')
      return [404, 'unimplemented', `The paths are ${pushPath} and /ingest.`];
    if (secret !== '' && !isAllowed(headers.authorization, secret)) {
      return [401, 'unauthenticated', 'Send the secret as a bearer token, or as the password of basic authentication.'];
    }
    if (method !== 'POST') return [405, 'unimplemented', 'This address takes POST only.'];
    if (Number(headers['content-length'] ?? 0) > limits.receivedBody.value) {
      return [413, 'resource_exhausted', `A request has ${limits.receivedBody.value} bytes at most.`];
    }
    if (working >= limits.receiving.value || !rate.take()) {
      return [429, 'resource_exhausted', 'Too many pushes at once. Try again.'];
    }
    return undefined;
  }

  async function takeIngest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { query, contentType, sender } = describeRequest(request);
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      return reply(
        request,
        response,
        415,
        'unimplemented',
        'Send the form uncompressed, because profiles are compressed already.',
      );
    }
    const body = await readBody(request, limits.receivedBody.value);
    if (body === 'gone') return void response.destroy();
    if (body === 'too large') return reply(request, response, 413, 'resource_exhausted', 'The request is too large.');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { status, text } = await ingest({ query, contentType, body, sender }, options, gone.signal);
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  }

  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: 10 * secondMs }, answer);
  server.maxConnections = limits.receivedConnections.value;
  return openServer(server, host.replace(/^\[|\]$/g, ''), port);
}

type Refusal = readonly [status: number, code: string, message: string];

/** Errors in Connect's form. `/ingest` sends them as text. */
function reply(request: IncomingMessage, response: ServerResponse, ...[status, code, message]: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const isPush = pathOf(request) === pushPath;
  response.writeHead(status, {
    'content-type': isPush ? 'application/json' : 'text/plain; charset=utf-8',
    connection: 'close',
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="parked"' } : {}),
    ...(status === 429 ? { 'retry-after': '1' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  response.end(isPush ? JSON.stringify({ code, message }) : `${message}\n`);
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

function describeRequest({ url = '', headers, socket }: IncomingMessage) {
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return { query, contentType: headers['content-type'] ?? '', sender: addressOf(socket.remoteAddress) };
}

/** An IPv4 address in IPv6 form is the same address. */
const addressOf = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/, '');

function isAllowed(header: string | undefined, secret: string): boolean {
  const [scheme = '', offered = ''] = (header ?? '').split(' ', 2);
  if (/^bearer$/i.test(scheme)) return isSame(offered, secret);
  if (!/^basic$/i.test(scheme)) return false;
  const pair = Buffer.from(offered, 'base64').toString('utf8');
  return isSame(pair.slice(pair.indexOf(':') + 1), secret);
}

/** Compares in constant time. */
function isSame(offered: string, secret: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | 'too large' | 'gone'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes) return 'too large';
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return 'gone';
  }
}
