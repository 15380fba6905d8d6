// A remote write server for tests, with scripted answers.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWriteRequest, type WrittenSeries } from './read-write-request.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly afterMs?: number;
}

export interface Receiver {
  readonly url: URL;
  readonly requests: {
    readonly atMs: number;
    readonly headers: IncomingHttpHeaders;
    readonly series: readonly WrittenSeries[];
  }[];
  /** The next answers; 204 after the last. */
  readonly answers: Answer[];
  close(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      requests.push({
        atMs: performance.now(),
        headers: request.headers,
        series: readWriteRequest(new Uint8Array(body)),
      });
      const { status, headers = {}, body: text, afterMs = 0 } = answers.shift() ?? { status: 204 };
      setTimeout(() => response.writeHead(status, headers).end(text), afterMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`),
    requests,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
