// Reads one profile file as a stream, some rounds, and prints each round's seconds and goroutines, then memory: what
// the process held before and at most, in MB. A process of its own, so that rounds and memory are the readers' alone.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createProfileReader, looksGzipped } from '../../../src/core/profile/reader.ts';

const [path = '', roundsText = '1', mode = 'stream'] = process.argv.slice(2);
const rounds = Number(roundsText);
const megabyte = 1024 * 1024;
const idleBytes = process.memoryUsage().rss;
let peakBytes = idleBytes;
const whole = mode === 'memory' ? new Uint8Array(readFileSync(path)) : undefined;

for (let round = 0; round < rounds; round++) {
  const started = performance.now();
  const goroutines = whole ? readWhole(whole) : readStream();
  console.log((performance.now() - started) / 1000, goroutines);
}
console.log('memory', (idleBytes / megabyte).toFixed(0), (peakBytes / megabyte).toFixed(0));

/** In chunks of 64 KiB with a buffer each, as from the network. */
function readWhole(bytes: Uint8Array): number {
  const plain = looksGzipped(bytes) ? new Uint8Array(gunzipSync(bytes)) : bytes;
  const reader = createProfileReader();
  for (let at = 0; at < plain.length; at += 65536) reader.push(plain.subarray(at, at + 65536));
  return count(reader.finish());
}

function readStream(): number {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(256 * 1024);
  const reader = createProfileReader();
  for (let pieces = 0; ; pieces++) {
    const length = readSync(file, buffer);
    if (length === 0) break;
    reader.push(buffer.subarray(0, length));
    if (pieces % 64 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }
  closeSync(file);
  const goroutines = count(reader.finish());
  peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  return goroutines;
}

function count(result: ReturnType<ReturnType<typeof createProfileReader>['finish']>): number {
  return result.outcome === 'read' ? result.profiles.reduce((sum, profile) => sum + profile.parsed, 0) : -1;
}
