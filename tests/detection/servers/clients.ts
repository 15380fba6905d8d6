// Clients on loopback: they connect, ask, wait and leave.
import { createSocket } from 'node:dgram';
import { Agent, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, unless everything ends. */
export async function rest(ms: number, until: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: until }).catch(() => undefined);
}

interface HttpOptions {
  readonly method?: string;
  readonly body?: string;
  /** Leaves its connection open for as long as everything lasts. */
  readonly keepsConnection?: boolean;
  /** Goes away after so long, whether it was answered or not; never by default. */
  readonly leavesAfterMs?: number;
}

/** One request on a separate connection. Resolves when it is answered, or when the client leaves. */
export function ask(url: string, until: AbortSignal, options: HttpOptions = {}): Promise<void> {
  const { method = 'GET', body, keepsConnection = false, leavesAfterMs } = options;
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: keepsConnection });
    const asked = request(url, {
      method,
      agent,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
    });
    const leave = (): void => {
      asked.destroy();
      agent.destroy();
    };
    until.addEventListener('abort', leave);
    const timer = leavesAfterMs === undefined ? undefined : setTimeout(leave, leavesAfterMs);
    asked.on('response', (response) => {
      response.resume();
      response.on('error', () => undefined);
      response.on('close', resolve);
    });
    asked.on('error', () => resolve());
    asked.on('close', () => {
      clearTimeout(timer);
      if (!keepsConnection) until.removeEventListener('abort', leave);
      resolve();
    });
    asked.end(body);
  });
}

/** A NATS client that subscribes and answers the server's pings. It stays for `ms`; for ever with `Infinity`. */
export function subscribe(port: number, ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const leave = (): void => void socket.destroy();
    until.addEventListener('abort', leave);
    if (ms !== Infinity) setTimeout(leave, ms);
    socket.setEncoding('utf8').on('data', (text: string) => text.includes('PING') && socket.write('PONG\r\n'));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      until.removeEventListener('abort', leave);
      resolve();
    });
    socket.write('CONNECT {"verbose":false}\r\nSUB orders 1\r\nPUB orders 5\r\nhello\r\n');
  });
}

/** An HTTP/2 connection without encryption that is left open. */
export function openHttp2(port: number, ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const leave = (): void => session.destroy();
    until.addEventListener('abort', leave);
    if (ms !== Infinity) setTimeout(leave, ms);
    session.on('error', () => undefined);
    session.on('close', () => {
      until.removeEventListener('abort', leave);
      resolve();
    });
  });
}

/** A question to a name server, for an address of `name`. */
export function resolveName(port: number, name: string): Promise<void> {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  const question = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => socket.close(), 5_000);
    socket.on('message', () => socket.close());
    socket.on('error', () => socket.close());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.send(question, port, '127.0.0.1');
  });
}
