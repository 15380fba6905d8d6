// Dumps of any size in the form of debug=2, as the runtime writes them.

export interface DumpPart {
  readonly goroutines: number;
  readonly state: string;
  /** Function, file and line, innermost first. */
  readonly frames: readonly string[];
  readonly creator: string;
}

export const leakyParts: readonly DumpPart[] = [
  {
    goroutines: 700,
    state: 'chan send',
    frames: ['example.com/shop/search.(*Engine).ask(0xc000012345, {0x1, 0x2})', 'example.com/shop/search.run.func1()'],
    creator: 'example.com/shop/search.run',
  },
  {
    goroutines: 300,
    state: 'IO wait',
    frames: [
      'internal/poll.runtime_pollWait(0x7f, 0x72)',
      'net.(*conn).Read(0xc0, {0xc1, 0x1, 0x1})',
      'net/http.(*conn).serve(0xc2)',
    ],
    creator: 'net/http.(*Server).Serve',
  },
  {
    goroutines: 3,
    state: 'select (no cases)',
    frames: ['example.com/shop/cart.wait(...)', 'example.com/shop/cart.start.func1()'],
    creator: 'example.com/shop/cart.start',
  },
];

/** Goroutines of all parts, numbered from 1. */
export function writeDump(parts: readonly DumpPart[]): string {
  const lines: string[] = [];
  let id = 0;
  for (const { goroutines, state, frames, creator } of parts) {
    for (let index = 0; index < goroutines; index++) {
      const minutes = index % 40;
      lines.push(`goroutine ${++id} [${state}${minutes > 0 ? `, ${minutes} minutes` : ''}]:`);
      frames.forEach((frame, line) => lines.push(frame, `\t/src/shop/file${line}.go:${20 + line} +0x1d`));
      lines.push(`created by ${creator} in goroutine 1`, '\t/src/shop/main.go:99 +0x2a', '');
    }
  }
  return lines.join('\n');
}

const differentStacks = 300;

/** One dump of at least so many bytes: goroutines of some hundred different stacks, numbered through. */
export function writeLargeDump(bytes: number): string {
  const stacks = Array.from({ length: differentStacks }, (_, seed) => describeStack(seed));
  const parts: string[] = [];
  let length = 0;
  for (let id = 1; length < bytes; id++) {
    const { state, text } = stacks[id % differentStacks] ?? { state: '', text: '' };
    const part = `goroutine ${id} [${state}, ${id % 50} minutes]:\n${text}\n`;
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

function describeStack(seed: number): { readonly state: string; readonly text: string } {
  const state = ['chan receive', 'select', 'IO wait'][seed % 3] ?? '';
  const frames = Array.from(
    { length: 12 },
    (_, depth) =>
      `example.com/shop/part${seed}.(*Worker).step${depth}(0xc000${seed}a${depth}, 0x${depth})\n\t/src/shop/part${seed}/worker.go:${20 + depth} +0x1d\n`,
  );
  const creator = `created by example.com/shop/part${seed}.Start in goroutine 1\n\t/src/shop/main.go:99 +0x2a\n`;
  return { state, text: frames.join('') + creator };
}
