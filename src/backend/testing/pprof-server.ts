// A target for tests: an HTTP server on loopback that answers with recorded profiles, or with answers that a test sets.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Reads a file of `recorded/`. The README there explains its origin. */
export function readRecorded(name: string): Buffer {
  return readFileSync(join(__dirname, 'recorded', name));
}

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

export interface PprofServer {
  readonly url: string;
  /** `host:port` */
  readonly host: string;
  /** Path and query of every request so far. */
  readonly requests: string[];
  /** Replaces the answer to a path and query. The path for symbols has no query. */
  set(path: string, reply: Reply | Buffer | string | number): void;
  close(): Promise<void>;
}

const profiles: Readonly<Record<string, string>> = {
  '/debug/pprof/': 'index.html',
  '/debug/pprof/goroutine?debug=0': 'goroutine-debug0.pb.gz',
  '/debug/pprof/goroutine?debug=1': 'goroutine-debug1.txt',
  '/debug/pprof/goroutine?debug=2': 'goroutine-debug2.txt',
  '/debug/pprof/symbol': 'symbol.txt',
  '/debug/pprof/goroutineleak?debug=0': 'goroutineleak-debug0.pb.gz',
  '/debug/pprof/goroutineleak?debug=2': 'goroutineleak-debug2.txt',
};

export async function startPprofServer(): Promise<PprofServer> {
  const requests: string[] = [];
  const replies = new Map<string, Reply | Buffer | string | number>(
    Object.entries(profiles).map(([path, name]) => [path, readRecorded(name)]),
  );
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const reply = replies.get(path) ?? replies.get(path.replace(/\?0x.*/, '')) ?? 404;
    if (typeof reply === 'function') reply(request, response);
    else if (typeof reply === 'number') response.writeHead(reply).end('no');
    else response.end(reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    requests,
    set: (path, reply) => void replies.set(path, reply),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
