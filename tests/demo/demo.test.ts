// `npm run demo` as a person runs it: a child process, the real executable, and afterwards nothing left.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findGo } from '../../scripts/demo/shop.ts';

const projectDir = resolve(__dirname, '../..');
const go = findGo();
const testWithGo = typeof go === 'string' ? test.skip : test;
/** Includes building the executable and the shop. */
const timeoutMs = 300_000;
jest.setTimeout(timeoutMs);

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** The output so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

const runs: Run[] = [];

/** In a separate process group, so that leftover processes can be found. */
function startDemo(...args: string[]): Run {
  return start([join(projectDir, 'scripts/run.mjs'), 'demo', ...args]);
}

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, args, {
    cwd: projectDir,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((settle) => void child.once('close', (code) => settle(code)));
  const run = { child, ended, stdout: () => stdout, stderr: () => stderr };
  runs.push(run);
  return run;
}

function isGroupAlive({ child }: Run): boolean {
  try {
    process.kill(-(child.pid ?? 0), 0);
    return true;
  } catch {
    return false;
  }
}

async function waitFor(run: Run, text: string): Promise<void> {
  while (!run.stdout().includes(text)) {
    if (run.child.exitCode !== null) throw new Error(`The demo ended early.\n${run.stdout()}${run.stderr()}`);
    await sleep(50);
  }
}

async function waitUntilGone(run: Run): Promise<void> {
  while (isGroupAlive(run)) await sleep(50);
}

afterAll(() => {
  for (const run of runs) if (isGroupAlive(run)) process.kill(-(run.child.pid ?? 0), 'SIGKILL');
});

function expectFullRound(run: Run): void {
  const text = run.stdout();
  expect(text).toMatch(/✓ Save & test: .*goroutines/);
  expect(text.match(/^[\d,]+ goroutines \(.*\) after \d+ s, \d+ samples?$/gm)?.length).toBeGreaterThanOrEqual(3);
  const last = text.slice(text.lastIndexOf(' goroutines ('));
  expect(last).toMatch(
    /^▶ +1 +\d+ +\+\d+ .* chan send +\S*search\.\(\*Engine\)\.ask +(?:search\/)?engine\.go:\d+ +[0-9a-f]{16}$/m,
  );
  expect(text).toMatch(/^\d\d:\d\d:\d\d {2}alert firing: \S*search\.\(\*Engine\)\.ask has \d+ goroutines/m);
  expect(text).not.toContain('\u001b');
  expect(text).toContain('node bin/parked.mjs serve');
}

// Both at once: most of a round is waiting.
let recordedRound: Run;
let liveRound: Run | undefined;
beforeAll(() => {
  recordedRound = startDemo('--once', '--recorded');
  if (typeof go !== 'string') liveRound = startDemo('--once');
});

test('with the recording, one round ranks the leaking stack first, fires its alert and leaves no process', async () => {
  const run = recordedRound;
  expect([await run.ended, run.stderr()]).toEqual([0, '']);
  expect(run.stdout()).toContain('✓ showing a recording of demo/service');
  expectFullRound(run);
  expect(isGroupAlive(run)).toBe(false);
});

testWithGo('with Go, one round shows the live service', async () => {
  if (liveRound === undefined) throw new Error('the round was not started');
  const run = liveRound;
  expect([await run.ended, run.stderr()]).toEqual([0, '']);
  expect(run.stdout()).toContain('✓ showing a live Go service');
  expectFullRound(run);
  expect(isGroupAlive(run)).toBe(false);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it in good order', async (signal) => {
  const run = startDemo('--recorded');
  await waitFor(run, 'alert rule');
  // As Ctrl-C does, to everyone in the foreground.
  process.kill(-(run.child.pid ?? 0), signal);
  expect([await run.ended, run.stderr()]).toEqual([0, '']);
  await waitUntilGone(run);
});

test('killed outright, it takes what it started with it', async () => {
  const run = startDemo('--recorded');
  await waitFor(run, 'alert rule');
  run.child.kill('SIGKILL');
  await waitUntilGone(run);
  expect(run.stdout()).toContain('✓ Save & test');
});

const stripsTypes = process.features.typescript !== undefined && process.features.typescript !== false;
(typeof go === 'string' || !stripsTypes ? test.skip : test)(
  'when the script itself is killed, service and executable end by themselves',
  async () => {
    const run = start(['--disable-warning=ExperimentalWarning', join(projectDir, 'scripts/demo.ts')]);
    await waitFor(run, 'alert rule');
    run.child.kill('SIGKILL');
    await waitUntilGone(run);
    expect(run.stdout()).toContain('live Go service');
  },
);

test('where Go is there but builds nothing, the recording is shown, with the reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-go-'));
  const script = '#!/bin/sh\nif [ "$1" = env ]; then echo go1.26.8; else echo "no space left" >&2; exit 1; fi\n';
  writeFileSync(join(folder, 'go'), script, { mode: 0o755 });
  const run = start([join(projectDir, 'scripts/run.mjs'), 'demo'], { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
  await waitFor(run, 'alert rule');
  run.child.kill('SIGTERM');
  expect([await run.ended, run.stderr()]).toEqual([0, '']);
  expect(run.stdout()).toContain('no space left');
  expect(run.stdout()).toMatch(
    /✓ showing a recording of demo\/service .*, since "go build" in demo\/service failed \(1\)/,
  );
  await waitUntilGone(run);
  rmSync(folder, { recursive: true });
});

test('a port that is taken is named, with status 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address() as AddressInfo;
  const run = startDemo('--recorded', '--port', String(port));
  const status = await run.ended;
  taken.close();
  expect(status).toBe(1);
  expect(run.stderr()).toContain(`✗ Port ${port} can't be listened on; choose another with --port`);
  expect(isGroupAlive(run)).toBe(false);
});

test('an option that does not exist is refused with status 2', async () => {
  const run = startDemo('--fast');
  expect(await run.ended).toBe(2);
  expect(run.stderr()).toContain('--recorded');
});
