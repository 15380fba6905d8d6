// The runtime cuts a dump at 64 MiB, in the middle of a goroutine, without a word. This makes one and reads it as it
// comes.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadResult } from '../../src/core/profile/model.ts';
import { createProfileReader } from '../../src/core/profile/reader.ts';
import { buildProgram, findGo } from './live-program.ts';

interface Streamed {
  readonly read: ReadResult;
  readonly bytes: number;
  /** Goroutines by the blank lines between them. */
  readonly begun: number;
}

function streamDump(binary: string): Promise<Streamed> {
  return new Promise((resolve, reject) => {
    const program = spawn(binary, [], { stdio: ['ignore', 'pipe', 'inherit'] });
    const reader = createProfileReader();
    let bytes = 0;
    let blankLines = 0;
    let last = 0;
    program.stdout.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      bytes += chunk.length;
      for (const byte of chunk) {
        if (byte === 10 && last === 10) blankLines++;
        last = byte;
      }
    });
    program.on('error', reject);
    program.stdout.on('close', () => resolve({ read: reader.finish(), bytes, begun: blankLines + 1 }));
  });
}

const go = findGo();
const title = 'a dump that the runtime cut at 64 MiB is read up to the cut, says so, and accounts for every goroutine';

if (go === undefined) {
  test.skip(`${title} (skipped: the go command is not on the PATH)`, () => {});
} else {
  test(
    title,
    async () => {
      const dir = mkdtempSync(join(tmpdir(), 'flood-'));
      try {
        const { read, bytes, begun } = await streamDump(buildProgram(dir, 'flood'));
        expect(bytes).toBe(64 * 1024 * 1024);
        const profile = read.outcome === 'read' ? read.profiles[0] : undefined;
        expect(profile?.truncated).toBe(true);
        expect((profile?.parsed ?? 0) + (profile?.unparsed ?? 0)).toBe(begun);
        expect(profile?.unparsed).toBeLessThanOrEqual(1);
        expect(profile?.entries.length).toBeLessThanOrEqual(4);
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
    120_000,
  );
}
