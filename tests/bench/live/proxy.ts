// Stands between the plugin and a live process, and reports each request and its duration.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly url: string;
  reset(): void;
  /** Of profiles: the figures of /metrics are no fetch of goroutines. */
  requests(): number;
  /** From the arrival of the last request for a profile to the last byte that the target gave for it. */
  answeredInMs(): number;
  close(): void;
}

export async function startProxy(targetUrl: string): Promise<Proxy> {
  let requests = 0;
  let answeredInMs = 0;
  const server = createServer((incoming, outgoing) => {
    const isProfile = incoming.url?.includes('/goroutine') === true;
    if (isProfile) requests++;
    const arrivedMs = performance.now();
    request(new URL(incoming.url ?? '/', targetUrl), { method: incoming.method }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('end', () => {
        if (isProfile) answeredInMs = performance.now() - arrivedMs;
      });
      answer.pipe(outgoing);
    }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: () => void (requests = 0),
    requests: () => requests,
    answeredInMs: () => answeredInMs,
    close: () => void server.close(),
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export function report(title: string, value: number, unit: string, atMost: number): void {
  const mark = value <= atMost ? '✓' : '✗';
  console.log(`${mark} ${title}: ${value.toFixed(unit === 'ms' ? 1 : 0)} ${unit} (at most ${atMost})`);
}
