// How fast a dump is read out of Docker's json-file, a record a line, beside the same dump as it was printed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfiles } from '../../../src/core/profile/reader.ts';
import { workDir, writeSeedDump } from './inputs.ts';

const rounds = 5;
const plainPath = join(workDir, 'json-lines-source.txt');
const carriedPath = join(workDir, 'json-lines.json');

mkdirSync(workDir, { recursive: true });
writeSeedDump(plainPath, 40e6);
const time = '2026-01-02T03:04:05.123456789Z';
const lines = readFileSync(plainPath, 'utf8').trimEnd().split('\n');
writeFileSync(
  carriedPath,
  lines.map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time })}\n`).join(''),
);

const plain = measure(plainPath);
const carried = measure(carriedPath);
if (plain.goroutines !== carried.goroutines) throw new Error('What is carried gives other goroutines.');
console.log(`${plain.goroutines.toLocaleString('en-US')} goroutines, the fastest of ${rounds} rounds`);
console.log(`as printed: ${plain.speed.toFixed(0)} MB/s, json-file lines: ${carried.speed.toFixed(0)} MB/s`);

function measure(path: string): { readonly speed: number; readonly goroutines: number } {
  const bytes = new Uint8Array(readFileSync(path));
  let seconds = Infinity;
  let goroutines = 0;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const result = readProfiles(bytes);
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
    goroutines = result.outcome === 'read' ? result.profiles.reduce((sum, { parsed }) => sum + parsed, 0) : 0;
  }
  return { speed: bytes.length / 1e6 / seconds, goroutines };
}
