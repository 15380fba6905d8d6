// Runs the Go host of this folder, which speaks to the executable through the official SDK, and reports each of its
// tests as one of ours.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { writeRecorded } from './recorded.ts';

interface GoTest {
  readonly outcome: string;
  readonly output: string;
}

/** A line of `go test -json`. */
interface GoEvent {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}

const names = readdirSync(__dirname)
  .filter((file) => file.endsWith('_test.go'))
  .flatMap((file) => [...readFileSync(join(__dirname, file), 'utf8').matchAll(/^func (Test\w+)\(/gm)])
  .map((match) => match[1] ?? '');

const obstacle = findObstacle();
if (obstacle) {
  for (const name of names) test.skip(`${format(name)} (${obstacle})`, () => {});
} else {
  let results: ReadonlyMap<string, GoTest> = new Map();
  let remarks = '';

  beforeAll(() => {
    ({ results, remarks } = runGo());
  }, 900_000);

  test.each(names.map((name) => [format(name), name]))('%s', (_title, name) => {
    const result = results.get(name);
    if (result?.outcome !== 'pass') throw new Error(result?.output ?? `It did not run.\n${remarks}`);
  });
}

/** What keeps the Go host from being built here, as a phrase; undefined where nothing does. */
function findObstacle(): string | undefined {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.error || version.status !== 0) return 'Go is not installed here';
  const modules = spawnSync('go', ['list', '-deps', '-test', './...'], { cwd: __dirname, encoding: 'utf8' });
  const complaint = modules.stderr.trim().split('\n').at(-1);
  return modules.status === 0 ? undefined : `its Go modules cannot be fetched here: ${complaint}`;
}

function runGo(): { readonly results: ReadonlyMap<string, GoTest>; readonly remarks: string } {
  const recorded = mkdtempSync(join(tmpdir(), 'parked-test-'));
  const env = {
    ...process.env,
    PARKED_EXECUTABLE: buildExecutable(),
    PARKED_RECORDED: recorded,
    PARKED_RECORDED_LINES: String(writeRecorded(recorded)),
  };
  const run = spawnSync('go', ['test', '-json', '-count=1', '-timeout=10m', './...'], {
    cwd: __dirname,
    env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  rmSync(recorded, { recursive: true, force: true });

  const outputs = new Map<string, string>();
  const results = new Map<string, GoTest>();
  let remarks = run.stderr;
  for (const { Action, Test, Output = '' } of run.stdout.split('\n').filter(isJson).map(parseEvent)) {
    if (!Test) remarks += Output;
    else if (Action === 'output') outputs.set(Test, (outputs.get(Test) ?? '') + Output);
    else if (Action !== 'run') results.set(Test, { outcome: Action, output: outputs.get(Test) ?? '' });
  }
  return { results, remarks };
}

function isJson(line: string): boolean {
  return line.startsWith('{');
}

function parseEvent(line: string): GoEvent {
  return JSON.parse(line) as GoEvent;
}

/** `TestAFrameIsReadBySDK` is "a frame is read by SDK". */
function format(name: string): string {
  const words = name
    .replace(/^Test/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return words.replace(/\b[A-Z](?![A-Z])/g, (letter) => letter.toLowerCase());
}
