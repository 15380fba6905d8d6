// Cause accuracy on real Go programs: every example of the cause records and the same mistakes in other styles,
// compiled, run and read. `--causes`, or a whole run.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { explainStack } from '../../src/core/causes/explain.ts';
import { collectFacts } from '../../src/core/causes/facts.ts';
import { causes } from '../../src/core/causes/list.ts';
import { causeIds, type Cause, type SourceText } from '../../src/core/causes/model.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { readSymbol } from '../../src/core/stack/symbol.ts';
import { needsModules, oldestGo, writeProgram } from '../causes/example-files.ts';
import { findGoObstacle, findModuleObstacle, leakProfileEnvironment, runGo, runGoWith } from '../causes/go-tool.ts';
import { readInterpreted } from '../causes/read.ts';
import { findPlace, type Judged } from '../causes/score.ts';
import { measureShare } from './score.ts';
import { runOnce } from './stored-runs.ts';

const causesDir = fileURLToPath(new URL('../causes', import.meta.url));
const runFile = promisify(execFile);

/** A leaked stack whose cause its author knows. */
interface Leak {
  readonly judged: (withSource: boolean) => Judged;
}

/** Lines to print. Programs that did not change since they were last run are not compiled and run again. */
export async function measureCauses(): Promise<readonly string[]> {
  const obstacle = findGoObstacle(oldestGo);
  if (obstacle !== undefined) return [`skipped: ${obstacle}`];
  const folder = mkdtempSync(join(tmpdir(), 'parked-cause-bench-'));
  const lines: string[] = [];
  try {
    const leaks: Leak[] = [];
    for (const { name, chosen, modules } of listPrograms()) {
      const missing = modules === undefined ? undefined : findModuleObstacle(modules);
      if (missing === undefined) leaks.push(...(await runExamples(join(folder, name), name, chosen, modules)));
      else lines.push(`examples that need ${name} skipped: ${missing}`);
    }
    const styles = await runVariants(join(folder, 'variants'));
    for (const [title, some] of [
      ['examples of the records', leaks],
      ['the same mistakes in other styles', styles],
      ['all', [...leaks, ...styles]],
    ] as const) {
      for (const withSource of [false, true]) lines.push(describe(title, some, withSource));
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Program {
  readonly name: string;
  readonly chosen: readonly Cause[];
  readonly modules: string | undefined;
}

/**
 * One program for examples that need only Go, and one for each project whose packages others need. The first
 * compilation of those takes minutes.
 */
function listPrograms(): readonly Program[] {
  const programs = new Map<string, Cause[]>();
  for (const cause of causeIds.map((id) => causes[id])) {
    const names = cause.example.imports
      .filter((path) => path.includes('.'))
      .map((path) => path.split('/', 2).join('-'));
    const name = [...new Set(names)].sort().join('-') || 'standard';
    programs.set(name, [...(programs.get(name) ?? []), cause]);
  }
  return [...programs].map(([name, chosen]) => ({
    name,
    chosen,
    modules: chosen.some(({ example }) => needsModules(example)) ? join(causesDir, 'modules') : undefined,
  }));
}

function describe(title: string, leaks: readonly Leak[], withSource: boolean): string {
  const judged = leaks.map((leak) => leak.judged(withSource));
  const count = (last: number) => judged.map(findPlace).filter((place) => place >= 1 && place <= last).length;
  const format = (hits: number) => {
    const { share, low, high } = measureShare(hits, judged.length);
    return `${share.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  };
  const missed = judged
    .filter((one) => findPlace(one) !== 1)
    .map(({ expected, explanation }) => `${expected}, named ${explanation.cause ?? 'nothing'}`);
  const name = `${title}, ${withSource ? 'with source' : 'by stack alone'}`.padEnd(52);
  const rest = missed.length === 0 ? '' : `  not first: ${missed.join('; ')}`;
  return `${name} ${judged.length} leaks  first ${format(count(1))}  first three ${format(count(3))}${rest}`;
}

async function runExamples(
  folder: string,
  name: string,
  chosen: readonly Cause[],
  modules: string | undefined,
): Promise<readonly Leak[]> {
  writeProgram(folder, chosen, 'before', {
    runner: join(causesDir, 'runner'),
    ...(modules === undefined ? {} : { modules }),
  });
  const environment = leakProfileEnvironment();
  const profiles = await runOnce(name, folder, readGoVersion() + JSON.stringify(environment), async (out) => {
    tell(`compiling and running ${chosen.length} examples: ${name}`);
    await build(() => runGoWith(environment, folder, 'build', '-trimpath', '-o', 'run', '.'));
    for (const { id } of chosen) {
      mkdirSync(join(out, id));
      const { stdout } = await runFile(join(folder, 'run'), [id, join(out, id), 'before'], { timeout: 60_000 });
      writeFileSync(join(out, id, 'outcome.json'), stdout);
    }
  });
  return chosen.map(({ id, example }): Leak => {
    const out = join(profiles, id);
    const { times } = JSON.parse(readFileSync(join(out, 'outcome.json'), 'utf8')) as { readonly times: number };
    const leak = readInterpreted(join(out, 'goroutine-debug0'))
      .entries.filter(
        ({ entry, stack }) => entry.count >= times && stack.frames.some(({ name: frame }) => frame === example.waitsIn),
      )
      .sort((a, b) => b.entry.count - a.entry.count)[0];
    if (leak === undefined) throw new Error(`${id}: no goroutines in ${example.waitsIn}`);
    const file = leak.stack.frames[leak.stack.ownFrame]?.raw.file.replace('example.com/shop/', '') ?? '';
    const source = readSource(join(folder, file));
    return { judged: (withSource) => ({ expected: id, explanation: explain(leak, withSource, source) }) };
  });
}

async function runVariants(folder: string): Promise<readonly Leak[]> {
  const home = join(causesDir, 'variants');
  mkdirSync(folder, { recursive: true });
  const out = await runOnce('variants', home, readGoVersion(), async (to) => {
    tell('compiling and running the same mistakes in other styles');
    await build(() => runGo(home, 'build', '-trimpath', '-o', join(folder, 'depot'), '.'));
    writeFileSync(join(to, 'places.txt'), execFileSync(join(folder, 'depot'), [to], { encoding: 'utf8' }));
  });
  const { entries } = readInterpreted(join(out, 'goroutine-debug0'));
  return readFileSync(join(out, 'places.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Leak => {
      const [label, place = ''] = line.split(' ');
      const expected = causeIds.find((id) => id === label);
      const leak = entries.find(({ stack }) => stack.function === readSymbol(place).name);
      if (expected === undefined || leak === undefined) throw new Error(`no ${label} in ${place}`);
      const file = basename(leak.stack.frames[leak.stack.ownFrame]?.raw.file ?? '');
      const source = readSource(join(home, file));
      return { judged: (withSource) => ({ expected, explanation: explain(leak, withSource, source) }) };
    });
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function readGoVersion(): string {
  return execFileSync('go', ['version'], { encoding: 'utf8' });
}

function explain(leak: InterpretedEntry, withSource: boolean, source: SourceText | undefined) {
  return explainStack(leak.stack, collectFacts(leak, withSource && source !== undefined ? { source } : {}));
}

function readSource(path: string): SourceText | undefined {
  return existsSync(path) && path.endsWith('.go') ? { text: readFileSync(path, 'utf8'), firstLine: 1 } : undefined;
}

async function build(run: () => Promise<string>): Promise<void> {
  const failure = await run();
  if (failure !== '') throw new Error(failure);
}
