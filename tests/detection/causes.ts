// Cause accuracy on real Go programs: every example of the cause records and the same mistakes in other styles, compiled, run and read. `--causes`, or a whole run.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { explainStack } from '../../src/core/causes/explain.ts';
import { collectFacts } from '../../src/core/causes/facts.ts';
import { causes } from '../../src/core/causes/list.ts';
import { causeIds, type SourceText } from '../../src/core/causes/model.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { readSymbol } from '../../src/core/stack/symbol.ts';
import { needsModules, oldestGo, writeProgram } from '../causes/example-files.ts';
import { findGoObstacle, findModuleObstacle, leakProfileEnvironment, runGo, runGoWith } from '../causes/go-tool.ts';
import { readInterpreted } from '../causes/read.ts';
import { findPlace, type Judged } from '../causes/score.ts';
import { measureShare } from './score.ts';

const causesDir = fileURLToPath(new URL('../causes', import.meta.url));
const runFile = promisify(execFile);

/** A leaked stack whose cause its author knows. */
interface Leak {
  readonly judged: (withSource: boolean) => Judged;
}

/** Lines to print. Takes a minute or two where Go's caches are warm. */
export async function measureCauses(): Promise<readonly string[]> {
  const obstacle = findGoObstacle(oldestGo);
  if (obstacle !== undefined) return [`skipped: ${obstacle}`];
  const folder = mkdtempSync(join(tmpdir(), 'parked-cause-bench-'));
  try {
    const modules = join(causesDir, 'modules');
    const missing = findModuleObstacle(modules);
    const leaks = [
      ...(await runExamples(join(folder, 'standard'), false)),
      ...(missing === undefined ? await runExamples(join(folder, 'modules'), true) : []),
    ];
    const lines = missing === undefined ? [] : [`examples that need other packages skipped: ${missing}`];
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

function describe(title: string, leaks: readonly Leak[], withSource: boolean): string {
  const judged = leaks.map((leak) => leak.judged(withSource));
  const count = (last: number) => judged.map(findPlace).filter((place) => place >= 1 && place <= last).length;
  const spell = (hits: number) => {
    const { share, low, high } = measureShare(hits, judged.length);
    return `${share.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  };
  const missed = judged
    .filter((one) => findPlace(one) !== 1)
    .map(({ expected, explanation }) => `${expected}, named ${explanation.cause ?? 'nothing'}`);
  const name = `${title}, ${withSource ? 'with source' : 'by stack alone'}`.padEnd(52);
  const rest = missed.length === 0 ? '' : `  not first: ${missed.join('; ')}`;
  return `${name} ${judged.length} leaks  first ${spell(count(1))}  first three ${spell(count(3))}${rest}`;
}

async function runExamples(folder: string, withModules: boolean): Promise<readonly Leak[]> {
  const chosen = causeIds.map((id) => causes[id]).filter(({ example }) => needsModules(example) === withModules);
  writeProgram(folder, chosen, 'before', {
    runner: join(causesDir, 'runner'),
    ...(withModules ? { modules: join(causesDir, 'modules') } : {}),
  });
  await build(() => runGoWith(leakProfileEnvironment(), folder, 'build', '-trimpath', '-o', 'run', '.'));
  const leaks: Leak[] = [];
  for (const { id, example } of chosen) {
    const out = join(folder, 'profiles', id);
    mkdirSync(out, { recursive: true });
    const { stdout } = await runFile(join(folder, 'run'), [id, out, 'before'], { timeout: 60_000 });
    const { times } = JSON.parse(stdout) as { readonly times: number };
    const leak = readInterpreted(join(out, 'goroutine-debug0'))
      .entries.filter(
        ({ entry, stack }) => entry.count >= times && stack.frames.some(({ name }) => name === example.waitsIn),
      )
      .sort((a, b) => b.entry.count - a.entry.count)[0];
    if (leak === undefined) throw new Error(`${id}: no goroutines in ${example.waitsIn}`);
    const file = leak.stack.frames[leak.stack.ownFrame]?.raw.file.replace('example.com/shop/', '') ?? '';
    const source = readSource(join(folder, file));
    leaks.push({ judged: (withSource) => ({ expected: id, explanation: explain(leak, withSource, source) }) });
  }
  return leaks;
}

async function runVariants(folder: string): Promise<readonly Leak[]> {
  const home = join(causesDir, 'variants');
  mkdirSync(folder, { recursive: true });
  await build(() => runGo(home, 'build', '-trimpath', '-o', join(folder, 'depot'), '.'));
  const printed = execFileSync(join(folder, 'depot'), [folder], { encoding: 'utf8' });
  const { entries } = readInterpreted(join(folder, 'goroutine-debug0'));
  return printed
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
