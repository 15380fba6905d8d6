// A sample dump to warm up the reader. Without it, the engine would interpret the first quarter of a second of a large
// dump while the user waits.
import { readDump } from './read-dump.ts';

const goroutines = 4_000;
const states = ['chan receive, 5 minutes', 'select', 'IO wait', 'sync.WaitGroup.Wait'];

function writeSpecimen(): string {
  const parts: string[] = [];
  for (let number = 1; number <= goroutines; number++) {
    const kind = number % 40;
    const frames = Array.from({ length: 6 }, (_, depth) => {
      const name = `example.com/app/part${kind % 5}.(*Worker${kind}).step${depth}`;
      return `${name}(0xc000${(number * 16).toString(16)}, {0x0, 0x${depth}})\n\t/src/app/part${kind % 5}/worker.go:${20 + depth} +0x${40 + depth}\n`;
    });
    const creator = `created by example.com/app/part${kind % 5}.start in goroutine 1\n\t/src/app/start.go:${9 + kind} +0x1d\n`;
    parts.push(`goroutine ${number} [${states[kind % states.length]}]:\n${frames.join('')}${creator}\n`);
  }
  return parts.join('');
}

export async function readSpecimen(): Promise<void> {
  const bytes = new TextEncoder().encode(writeSpecimen());
  await readDump(
    (async function* () {
      yield bytes;
    })(),
  );
}
