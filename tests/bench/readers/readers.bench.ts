// How fast dumps are read, beside what else reads them: gostackparse, panicparse, and awk | sort | uniq -c.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildGo, makeProfiles, repeatDump, workDir, writeSeedDump } from './inputs.ts';

interface Contender {
  readonly name: string;
  /** Undefined when it is not installed. */
  readonly command: readonly string[] | undefined;
}

interface Measured {
  /** Of the fastest round, warm: on a shared machine the others measure the neighbours. */
  readonly seconds: number;
  readonly goroutines: number;
  /** MB over what the process held before it read. */
  readonly memory: number | undefined;
  /** The whole process, for one round. */
  readonly processSeconds: number;
}

const readFile = join(import.meta.dirname, 'read-file.ts');
const bun = join(
  import.meta.dirname,
  `../../../node_modules/@oven/bun-${process.platform}-${process.arch}-baseline/bin/bun`,
);
const megabyte = 1e6;

measureReaders(process.argv.includes('--large'));

function measureReaders(large: boolean): void {
  const contenders = listContenders();
  for (const { name, command } of contenders) if (!command) console.log(`${name}: missing here, not measured`);
  for (const [name, goroutines, rounds] of [
    ['1,000', 1000, 200],
    ['50,000', 50_000, 15],
  ] as const) {
    const path = dumpOf(goroutines);
    compare(`${name} goroutines`, path, rounds, contenders);
  }
  if (large) {
    const path = join(workDir, 'million.txt');
    repeatDump(dumpOf(50_000), path, 1e9);
    compare('a million goroutines and more, 1 GB, streamed', path, 1, contenders);
  } else console.log('\nThe 1 GB dump is read with --large only.');
  measureSamples();
}

function listContenders(): readonly Contender[] {
  const peers = join(import.meta.dirname, 'peers');
  const go = (name: string): string[] | undefined => {
    const program = buildGo(join(peers, name), name);
    return program ? [program] : undefined;
  };
  const awk = `awk '/^goroutine /{h=$3} /^[^\\t]/{print h, $1}' "$0" | sort | uniq -c | sort -rn | wc -l`;
  return [
    { name: 'parked (Bun)', command: existsSync(bun) ? [bun, readFile] : undefined },
    { name: 'parked (Node)', command: [process.execPath, '--disable-warning=ExperimentalWarning', readFile] },
    { name: 'gostackparse', command: go('gostackparse') },
    { name: 'panicparse', command: go('panicparse') },
    { name: 'awk | sort | uniq -c', command: ['sh', '-c', awk] },
  ];
}

function dumpOf(goroutines: number): string {
  const files = makeProfiles(`mix-${goroutines}`, ['-n', String(goroutines)]);
  if (files) return files.dump;
  console.log(`No Go here: the fuzzer's seeds, repeated, stand in for ${goroutines} real goroutines.`);
  const path = join(workDir, `seeds-${goroutines}.txt`);
  writeSeedDump(path, goroutines * 500);
  return path;
}

function compare(title: string, path: string, rounds: number, contenders: readonly Contender[]): void {
  const bytes = statSync(path).size;
  console.log(`\n${title}: ${(bytes / megabyte).toFixed(1)} MB`);
  console.log('reader                 warm MB/s   goroutines   process s   MB over idle   times parked (Bun)');
  let baseline: number | undefined;
  for (const { name, command } of contenders) {
    if (!command) continue;
    const measured = measure(command, path, rounds);
    baseline ??= measured.seconds;
    const columns = [
      name.padEnd(22),
      (bytes / megabyte / measured.seconds).toFixed(0).padStart(9),
      (measured.goroutines < 0 ? '–' : String(measured.goroutines)).padStart(12),
      measured.processSeconds.toFixed(2).padStart(11),
      (measured.memory === undefined ? '–' : String(measured.memory)).padStart(14),
      (measured.seconds / baseline).toFixed(1).padStart(20),
    ];
    console.log(columns.join(' '));
  }
}

function measure(command: readonly string[], path: string, rounds: number): Measured {
  const single = runOnce(command, path, 1);
  const several = rounds > 1 ? runOnce(command, path, rounds) : single;
  const lines = several.output
    .trim()
    .split('\n')
    .filter((line) => /^[\d.e-]+ -?\d+$/.test(line));
  const seconds = lines.map((line) => Number(line.split(' ')[0])).sort((a, b) => a - b);
  const memory = /^memory (\d+) (\d+)$/m.exec(single.output);
  return {
    // A program that prints no rounds (awk) is measured as a whole process.
    seconds: seconds[0] ?? single.seconds,
    goroutines: Number(lines[0]?.split(' ')[1] ?? -1),
    memory: memory ? Number(memory[2]) - Number(memory[1]) : undefined,
    processSeconds: single.seconds,
  };
}

function runOnce(command: readonly string[], path: string, rounds: number): { output: string; seconds: number } {
  const [program = '', ...args] = command;
  const started = performance.now();
  const mode = rounds > 1 ? 'memory' : 'stream';
  const done = spawnSync(program, [...args, path, String(rounds), mode], { encoding: 'utf8', timeout: 600_000 });
  const seconds = (performance.now() - started) / 1000;
  if (done.status !== 0) console.log(`  ${program}: ${done.stderr.trim().split('\n')[0] ?? done.error?.message}`);
  return { output: done.stdout, seconds };
}

/** A process with many different stacks, in each form. */
function measureSamples(): void {
  const files = makeProfiles('distinct-2000', ['-distinct', '2000']);
  if (!files) {
    console.log('\nNo Go here: 2,000 different stacks are not measured.');
    return;
  }
  console.log('\na process with 2,000 different stacks, warm, gunzip included');
  for (const { name, command } of listContenders().slice(0, 2)) {
    if (!command) continue;
    for (const path of [files.samples, files.counts, files.dump]) {
      const { seconds, goroutines } = measure(command, path, 200);
      console.log(
        `${name.padEnd(22)} ${(seconds * 1000).toFixed(1).padStart(6)} ms   ${goroutines} goroutines   ${path.split('/').pop()}`,
      );
    }
  }
}
