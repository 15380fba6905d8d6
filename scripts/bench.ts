// npm run bench [-- NAME…] [--large]: runs the benchmarks under tests/bench whose name contains one of the words, and prints
// what each measured. Figures of a shared machine wander: the ratios within one run are what to compare.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { large: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = join(import.meta.dirname, '../tests/bench');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
  .sort();

if (files.length === 0) {
  console.error(`No benchmark under tests/bench matches ${positionals.join(', ')}.`);
  process.exit(2);
}

for (const file of files) {
  console.log(`\n== ${file}`);
  const bench: unknown = await import(pathToFileURL(join(folder, file)).href);
  if (!isBench(bench)) throw new Error(`${file} exports no function named run.`);
  await bench.run({ large: values.large });
}

function isBench(value: unknown): value is { run(options: { large: boolean }): Promise<void> } {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';
}
