// Stores one case of the corpus: the input, its origin, and independent counts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { countIndependently } from './count.ts';

export const fixturesDir = join(import.meta.dirname, '..', '..', 'tests', 'fixtures');

/** Larger texts are kept compressed; smaller ones can be read in a diff. */
const plainBytes = 32 * 1024;

export interface Origin {
  /** `1.20.14`, or a word for programs that were not built here. */
  readonly go: string;
  /** What ran: a program of tests/programs with its flags, or a server. */
  readonly program: string;
  /** How the profile was taken: a URL path, a signal, a file. */
  readonly taken: string;
  /** Environment that matters: `GOTRACEBACK=crash`. */
  readonly settings?: string;
  /** How a transport changed the text, if it did. */
  readonly changed?: string;
}

export interface Recording {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly extension: 'txt' | 'pb.gz' | 'pb';
  readonly origin: Origin;
  /** The recording it was made from; the counts of that one apply. */
  readonly countAs?: Uint8Array;
}

export function writeRecording({ name, bytes, extension, origin, countAs }: Recording): void {
  const dir = join(fixturesDir, name);
  mkdirSync(dir, { recursive: true });
  for (const file of readdirSync(dir)) if (file.startsWith('input.')) rmSync(join(dir, file));
  const compressed = extension === 'txt' && bytes.length > plainBytes;
  writeFileSync(
    join(dir, `input.${extension}${compressed ? '.gz' : ''}`),
    compressed ? gzipSync(bytes, { level: 9 }) : bytes,
  );
  writeFileSync(join(dir, 'counted.json'), `${JSON.stringify(countIndependently(countAs ?? bytes), undefined, 2)}\n`);
  writeFileSync(join(dir, 'origin.md'), describeOrigin(name, origin));
  console.log(`${name}: ${bytes.length} bytes`);
}

/** What an earlier recipe has recorded, decompressed when it is a text. */
export function readRecording(name: string): Buffer {
  const dir = join(fixturesDir, name);
  const file = readdirSync(dir).find((entry) => entry.startsWith('input.'));
  if (!file) throw new Error(`${name} has not been recorded yet.`);
  const bytes = readFileSync(join(dir, file));
  return file.endsWith('.txt.gz') ? gunzipSync(bytes) : bytes;
}

function describeOrigin(name: string, origin: Origin): string {
  const lines = [
    `# ${name}`,
    '',
    `- Go: ${origin.go}`,
    `- Program: ${origin.program}`,
    `- Taken: ${origin.taken}`,
    ...(origin.settings ? [`- Settings: ${origin.settings}`] : []),
    `- Machine: linux/amd64, Debian ${execFileSync('cat', ['/etc/debian_version'], { encoding: 'utf8' }).trim()}`,
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Changed since: ${origin.changed ?? 'nothing'}`,
    '',
  ];
  return lines.join('\n');
}
