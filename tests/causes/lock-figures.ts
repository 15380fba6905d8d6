// Runs all programs of tests/causes/locks and locks-sync with several versions of Go, and prints how often the right
// cause comes first and the circle is closed right: `node tests/causes/lock-figures.ts [--only PART] [BUILD…]`. A build
// is a toolchain, perhaps with flags: `go1.26.8`, `go1.26.8:-race`, `go1.26.8:-gcflags=-l`.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { causeOf, judgeLocks, listHolders, scoreShape } from './judge-locks.ts';

const run = promisify(execFile);
const modules = ['locks', 'locks-sync'];
const usual = ['go1.21.13', 'go1.24.9', 'go1.26.8', 'go1.27.4', 'go1.26.8:-race', 'go1.26.8:-gcflags=-l'];

interface Tally {
  runs: number;
  cause: number;
  circle: number;
  readonly wrong: string[];
}

const { only, builds } = readArguments(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'parked-lock-figures-'));
const tallies = new Map<string, Tally>();
let accused = 0;
let busy = 0;
try {
  for (const build of builds) for (const module of modules) await runModule(build, module);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable();

function readArguments(given: readonly string[]): { readonly only: string; readonly builds: readonly string[] } {
  const at = given.indexOf('--only');
  const rest = at < 0 ? given : given.toSpliced(at, 2);
  return { only: at < 0 ? '' : (given[at + 1] ?? ''), builds: rest.length === 0 ? usual : rest };
}

async function runModule(build: string, module: string): Promise<void> {
  const [toolchain = '', ...flags] = build.split(':');
  const binary = join(folder, `${build}-${module}`.replace(/[^\w.-]/g, '_'));
  const env = { ...process.env, GOTOOLCHAIN: toolchain, GOWORK: 'off' };
  const cwd = join(import.meta.dirname, module);
  execFileSync('go', ['build', '-trimpath', ...flags, '-o', binary, '.'], { cwd, env, stdio: 'inherit' });
  const { stdout } = await run(binary);
  for (const shape of stdout.trim().split('\n').sort()) {
    if (shape.includes(only)) await runShape(build, binary, shape);
  }
}

async function runShape(build: string, binary: string, shape: string): Promise<void> {
  const { stdout } = await run(binary, [shape], { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 });
  const found = judgeLocks(stdout);
  if (causeOf(shape) === 'busy') {
    busy++;
    if (found.some(({ deadlock }) => deadlock)) {
      accused++;
      console.log(`${build} ${shape}: called a deadlock, ${found[0]!.cause}`);
    }
    return;
  }
  const { cause, circle } = scoreShape(shape, found);
  const tally = tallies.get(causeOf(shape)) ?? { runs: 0, cause: 0, circle: 0, wrong: [] };
  tallies.set(causeOf(shape), tally);
  tally.runs++;
  tally.cause += Number(cause);
  tally.circle += Number(circle);
  if (!circle)
    tally.wrong.push(`${build} ${shape}: ${found[0]?.cause ?? 'nothing'}, ${listHolders(found[0]).join(', ')}`);
}

function printTable(): void {
  for (const { wrong } of tallies.values()) for (const line of wrong) console.log(line);
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number) => all.reduce((total, one) => total + of(one), 0);
  const rows = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log('\n| cause | runs | right cause first | circle closed right |\n| --- | --- | --- | --- |');
  for (const [cause, one] of rows) console.log(writeRow(cause, one.runs, one.cause, one.circle));
  console.log(
    writeRow(
      'all',
      sum(({ runs }) => runs),
      sum(({ cause }) => cause),
      sum(({ circle }) => circle),
    ),
  );
  console.log(`\n${busy} runs of busy programs, ${accused} called a deadlock.`);
}

function writeRow(name: string, runs: number, cause: number, circle: number): string {
  return `| ${name} | ${runs} | ${cause} (${(cause / runs).toFixed(3)}) | ${circle} (${(circle / runs).toFixed(3)}) |`;
}
