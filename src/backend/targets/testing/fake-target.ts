// HTTP servers on loopback that behave like a target, or misbehave.
import * as http from 'node:http';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';
import { recordedBinary, recordedIndex, recordedText } from './recorded.ts';

export interface FakeTarget {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Method and path of every request, in order. */
  readonly requests: readonly string[];
  /** Headers of every request, in order. */
  readonly headers: readonly http.IncomingHttpHeaders[];
  /** Number of open connections. */
  openConnections(): number;
  close(): Promise<void>;
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Answers like net/http/pprof of Go 1.26 without the leak profile. */
export const answerLikeGo: Handler = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://target');
  switch (pathname) {
    case '/debug/pprof/goroutine':
      response.end(searchParams.get('debug') === '0' ? recordedBinary : recordedText);
      return;
    case '/debug/pprof/':
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(recordedIndex);
      return;
    case '/debug/pprof/goroutineleak':
      response.setHeader('x-go-pprof', '1');
      response.statusCode = 404;
      response.end('Unknown profile\n');
      return;
    case '/metrics':
      response.end('# TYPE go_info gauge\ngo_info{version="go1.26.8"} 1\n');
      return;
    default:
      response.statusCode = 404;
      response.end('404 page not found\n');
  }
};

export async function startTarget(handler: Handler = answerLikeGo): Promise<FakeTarget> {
  const requests: string[] = [];
  const headers: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    handler(request, response);
  });
  return { ...(await listen(server)), requests, headers };
}

/** A raw TCP server, for answers that an HTTP server would never send. */
export async function startRaw(onConnection: (socket: net.Socket) => void): Promise<FakeTarget> {
  return { ...(await listen(net.createServer(onConnection))), requests: [], headers: [] };
}

export async function listen(server: net.Server): Promise<Omit<FakeTarget, 'requests' | 'headers'>> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    // Clients of these tests disconnect early.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    openConnections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
