// A target whose goroutines a test sets. It answers with short debug=1 texts.
import type { PprofServer } from './pprof-server.ts';
import { startPprofServer } from './pprof-server.ts';

const profilePath = '/debug/pprof/goroutine?debug=0';

export interface ScriptedTarget extends PprofServer {
  /** Sets the number of goroutines that sleep in each function of package main. */
  run(counts: Readonly<Record<string, number>>): void;
  /** Answers 503 from now on. */
  fail(): void;
}

export async function startScriptedTarget(counts: Readonly<Record<string, number>>): Promise<ScriptedTarget> {
  const server = await startPprofServer();
  const run = (next: Readonly<Record<string, number>>) => server.set(profilePath, writeProfile(next));
  run(counts);
  return { ...server, run, fail: () => server.set(profilePath, 503) };
}

function writeProfile(counts: Readonly<Record<string, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const blocks = Object.entries(counts).map(([name, count], index) => {
    const address = 0x1000 + index * 16;
    return `${count} @ 0x10 0x20 0x${address.toString(16)}
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x${address.toString(16)}	main.${name}+0x1	/src/main.go:${10 + index}
`;
  });
  return `goroutine profile: total ${total}\n${blocks.join('\n')}`;
}
