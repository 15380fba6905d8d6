// npm run fuzz -- --count 100000 [--seed 1] [--only text]: mutates real profiles and holds the readers to what must be
// true of every input. The same seed tries the same inputs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBrokenInvariant } from '../tests/fuzz/invariants.ts';
import { mutate } from '../tests/fuzz/mutate.ts';
import { createRandom, pickOne } from '../tests/fuzz/random.ts';
import { readSeeds } from '../tests/fuzz/seeds.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    slowMs: { type: 'string', default: '200' },
  },
});
const count = Number(values.count);
const firstSeed = Number(values.seed);
const slowMs = Number(values.slowMs);
const seeds = readSeeds(join(import.meta.dirname, '../tests/fuzz/seeds')).filter(({ name }) =>
  name.includes(values.only),
);
if (seeds.length === 0 || !Number.isSafeInteger(count) || !Number.isSafeInteger(firstSeed)) {
  console.error('Usage: npm run fuzz -- [--count N] [--seed N] [--only PART-OF-A-SEED-NAME] [--slowMs MS]');
  process.exit(2);
}

const pool = seeds.map(({ bytes }) => bytes);
/** Small bounds make the paths beyond them common. */
const tight = {
  bounds: { line: 120, framesPerStack: 6, groupsPerProfile: 3, sampleIdsPerEntry: 2, stackText: 600, stackNodes: 20 },
};
const started = performance.now();
let slowest = 0;
let failures = 0;

for (let i = 0; i < count; i++) {
  const random = createRandom(firstSeed * 0x10000001 + i);
  const bytes = mutate(pickOne(random, pool), random, pool);
  let from = process.threadCpuUsage();
  const broken = tryOne(bytes, random, i % 3 === 0);
  let took = readSpentMs(from);
  // A run may include a garbage collection, so only inputs that are slow each time count.
  for (let again = 0; took > slowMs && again < 3; again++) {
    from = process.threadCpuUsage();
    tryOne(bytes, random, i % 3 === 0);
    took = Math.min(took, readSpentMs(from));
  }
  slowest = Math.max(slowest, took);
  if (broken) report(i, bytes, broken);
  else if (took > slowMs) report(i, bytes, `took ${took.toFixed(0)} ms for ${bytes.length} bytes`);
  if (failures >= 10) break;
  if (i % 50_000 === 49_999) console.error(`${i + 1} of ${count}, slowest ${slowest.toFixed(1)} ms`);
}

const seconds = (performance.now() - started) / 1000;
console.log(
  `${count} inputs in ${seconds.toFixed(1)} s, ${failures} failures, slowest ${slowest.toFixed(1)} ms (read three ways)`,
);
process.exit(failures > 0 ? 1 : 0);

/** Processor time of this thread, because a busy machine stops any process at times. */
function readSpentMs(from: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

function tryOne(bytes: Uint8Array, random: () => number, tightly: boolean): string | undefined {
  try {
    return findBrokenInvariant(bytes, random, tightly ? tight : {});
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** Keeps the input, so that it can become a test. */
function report(index: number, bytes: Uint8Array, what: string): void {
  failures++;
  const folder = join(import.meta.dirname, '../build/fuzz');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `seed-${firstSeed}-input-${index}`);
  writeFileSync(path, bytes);
  console.error(`Input ${index} (build/fuzz/seed-${firstSeed}-input-${index}): ${what}`);
}
