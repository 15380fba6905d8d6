// A target that costs next to nothing: one sleeping goroutine of some number, as debug=1 text, and what else a test
// sets.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlainTarget {
  readonly url: string;
  /** Fetches of profiles so far. */
  fetches(): number;
  /** Takes over fetches whose path it knows. */
  onFetch(take: (path: string, request: IncomingMessage, response: ServerResponse) => boolean): void;
  close(): Promise<void>;
}

/** `count` goroutines of `main.leak`. */
export function writeProfile(count: number): string {
  return `goroutine profile: total ${count}
${count} @ 0x10 0x1000
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x1000	main.leak+0x1	/src/main.go:10
`;
}

/** Answers on every path that ends like a profile's. */
export async function startPlainTarget(count: () => number): Promise<PlainTarget> {
  let fetches = 0;
  let take: (path: string, request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!path.includes('/debug/pprof/goroutine?')) {
      response.writeHead(404).end();
      return;
    }
    fetches++;
    if (!take(path, request, response)) response.end(writeProfile(count()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetches: () => fetches,
    onFetch: (next) => void (take = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
