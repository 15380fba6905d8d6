// Appends samples as fast as it can and prints the acknowledged ones. The kill test runs it: node writer.ts <file>
// <number of the first sample>
import { writeSync } from 'node:fs';
import { openEmbeddedHistory } from '../../src/backend/history/embedded/engine.ts';
import { countAt, intervalMs, makeNumberedSample, startMs, targets } from './numbered-samples.ts';

const [path = '', first = '0'] = process.argv.slice(2);
let number = Number(first);
const engine = await openEmbeddedHistory({
  path,
  // As old as its samples: blocks are downsampled while the test runs.
  nowMs: () => startMs + number * intervalMs,
  monotonicMs: () => number * intervalMs,
  retentionMs: 365 * 86_400_000,
  maxBytes: 2 ** 30,
  version: 'test',
});
for (;;) {
  const samples = Array.from({ length: targets }, (_, target) => makeNumberedSample(target, number));
  const { outcome } = await engine.append(samples);
  if (outcome !== 'kept') throw new Error(`Sample ${number} of ${countAt(0, number)} was not kept.`);
  writeSync(1, `${number}\n`);
  number++;
}
