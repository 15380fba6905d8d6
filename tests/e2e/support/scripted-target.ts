// A process whose goroutines a spec sets. It answers with the text of debug=1, which says all that counts, and with
// dumps.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedTarget {
  readonly url: string;
  /** Goroutines by the function of package main that they sleep in. */
  run(counts: Readonly<Record<string, number>>): void;
  /** Its leak profile lists these goroutines from now on. */
  leak(counts: Readonly<Record<string, number>>): void;
  /** How many dumps it was asked for. */
  dumps(): number;
  /** Answers 503 from now on. */
  fail(): void;
  close(): Promise<void>;
}

export async function startScriptedTarget(counts: Readonly<Record<string, number>>): Promise<ScriptedTarget> {
  let text: string | undefined = writeProfile('goroutine', counts);
  let leaked: string | undefined;
  let dump = writeDump(counts);
  let dumps = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://target');
    const isDump = pathname === '/debug/pprof/goroutine' && searchParams.get('debug') === '2';
    if (isDump) dumps++;
    const isProfile = pathname === '/debug/pprof/goroutine' && !isDump;
    const isLeaks = pathname === '/debug/pprof/goroutineleak';
    const body = isDump ? dump : isProfile ? text : isLeaks ? leaked : undefined;
    response.statusCode = text === undefined ? 503 : body === undefined ? 404 : 200;
    response.end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    run: (next) => {
      text = writeProfile('goroutine', next);
      dump = writeDump(next);
    },
    leak: (next) => (leaked = writeProfile('goroutineleak', next)),
    dumps: () => dumps,
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

function writeDump(counts: Readonly<Record<string, number>>): string {
  const names = Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  return names
    .map(
      (name, index) =>
        `goroutine ${index + 1} [sleep]:\ntime.Sleep(0x1)\n\t/usr/local/go/src/runtime/time.go:300 +0x1\nmain.${name}()\n\t/src/main.go:${10 + Object.keys(counts).indexOf(name)} +0x1\n`,
    )
    .join('\n');
}
