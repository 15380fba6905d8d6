// What `parked report` costs as the compiled executable: the memory it takes on a large dump beyond what it holds by
// itself, and the time of a cold run beside other readers of dumps. `--large` adds a dump of 1 GB.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { projectDir } from '../../../scripts/lib/steps.ts';
import { buildGo, makeProfiles, repeatDump, workDir, writeSeedDump } from '../readers/inputs.ts';

const most = { residentMiB: 48 };
const rounds = 5;
const mebibyte = 1024 * 1024;

const problem = await buildExecutable(new AbortController().signal);
if (problem) throw new Error(problem);
const source = dumpOf(50_000);
const idle = await measurePeakMiB(join(projectDir, 'src/backend/testing/recorded/goroutine-debug2.txt'));
console.log(`resident memory of the executable on a dump of a few kilobytes: ${idle.toFixed(0)} MiB`);
await compareMemory('100 MB', repeat(source, 100e6), idle);
if (process.argv.includes('--large')) await compareMemory('1 GB', repeat(source, 1e9), idle);
else console.log('The 1 GB dump is read with --large only.');
compareTimes(source);

function dumpOf(goroutines: number): string {
  const files = makeProfiles(`mix-${goroutines}`, ['-n', String(goroutines)]);
  if (files) return files.dump;
  console.log("No Go here: the fuzzer's seeds, repeated, stand in for real goroutines.");
  const path = join(workDir, `seeds-${goroutines}.txt`);
  writeSeedDump(path, goroutines * 500);
  return path;
}

function repeat(source: string, bytes: number): string {
  const path = join(workDir, `cli-${bytes}.txt`);
  repeatDump(source, path, bytes);
  return path;
}

async function compareMemory(title: string, path: string, idle: number): Promise<void> {
  const startedMs = performance.now();
  const over = (await measurePeakMiB(path)) - idle;
  const seconds = (performance.now() - startedMs) / 1000;
  const mark = over <= most.residentMiB ? '✓' : '✗';
  console.log(
    `${mark} a dump of ${title}: ${over.toFixed(0)} MiB over idle at its peak (at most ${most.residentMiB}), ${seconds.toFixed(1)} s`,
  );
}

/** The kernel's own high-water mark, read until the process is gone: it only ever rises, so little is missed. */
function measurePeakMiB(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executablePath(), ['report', '--json', path], { stdio: ['ignore', 'ignore', 'inherit'] });
    let peakKiB = 0;
    const timer = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peakKiB = Math.max(peakKiB, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
      } catch {
        // Gone between two looks.
      }
    }, 2);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peakKiB / 1024);
      else reject(new Error(`The report of ${path} ended with ${code}.`));
    });
  });
}

function compareTimes(path: string): void {
  const peers = join(import.meta.dirname, '../readers/peers');
  const go = (name: string): readonly string[] | undefined => {
    const program = buildGo(join(peers, name), name);
    return program ? [program] : undefined;
  };
  console.log(`\na cold run over ${(statSync(path).size / mebibyte).toFixed(0)} MiB, fastest of ${rounds}`);
  for (const [name, command, rest] of [
    ['parked report --json', [executablePath(), 'report', '--json'], []],
    ['gostackparse', go('gostackparse'), ['1']],
    ['panicparse', go('panicparse'), ['1']],
  ] as const) {
    if (!command) {
      console.log(`${name}: missing here, not measured`);
      continue;
    }
    const fastest = Math.min(...Array.from({ length: rounds }, () => time(command, path, rest)));
    console.log(`${name.padEnd(22)} ${fastest.toFixed(0)} ms`);
  }
}

function time([program = '', ...args]: readonly string[], path: string, rest: readonly string[]): number {
  const startedMs = performance.now();
  const { status } = spawnSync(program, [...args, path, ...rest], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${program} ended with ${status}.`);
  return performance.now() - startedMs;
}
