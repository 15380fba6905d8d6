// npm run bench [-- NAME…] [--large]: runs the benchmarks under tests/bench whose name contains one of the words, each
// as a separate process, and prints the results. Figures of a shared machine vary; compare the ratios within one run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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

const failed = files.filter((file) => {
  console.log(`\n== ${file}`);
  const args = [...process.execArgv, join(folder, file), ...(values.large ? ['--large'] : [])];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
