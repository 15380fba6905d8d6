// A process whose goroutines a spec sets. It answers with the text of debug=1, which says all that counts.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedTarget {
  readonly url: string;
  /** Goroutines by the function of package main that they sleep in. */
  run(counts: Readonly<Record<string, number>>): void;
  /** Its leak profile lists these goroutines from now on. */
  leak(counts: Readonly<Record<string, number>>): void;
  /** Answers 503 from now on. */
  fail(): void;
  close(): Promise<void>;
}

export async function startScriptedTarget(counts: Readonly<Record<string, number>>): Promise<ScriptedTarget> {
  let text: string | undefined = writeProfile('goroutine', counts);
  let leaked: string | undefined;
  const server = createServer((request, response) => {
    const isProfile = request.url?.startsWith('/debug/pprof/goroutine?') === true && !request.url.includes('debug=2');
    const isLeaks = request.url?.startsWith('/debug/pprof/goroutineleak') === true;
    const body = isProfile ? text : isLeaks ? leaked : undefined;
    response.statusCode = text === undefined ? 503 : body === undefined ? 404 : 200;
    response.end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    run: (next) => (text = writeProfile('goroutine', next)),
    leak: (next) => (leaked = writeProfile('goroutineleak', next)),
    fail: () => (text = undefined),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function writeProfile(kind: string, counts: Readonly<Record<string, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const blocks = Object.entries(counts).map(([name, count], index) => {
    const address = (0x1000 + index * 16).toString(16);
    return `${count} @ 0x10 0x20 0x${address}
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x${address}	main.${name}+0x1	/src/main.go:${10 + index}
`;
  });
  return `${kind} profile: total ${total}\n${blocks.join('\n')}`;
}
