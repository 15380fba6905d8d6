// Builds and starts the leaky service of demo/service, for the demo, the recorder and tests.
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectDir } from '../lib/steps.ts';

const serviceDir = join(projectDir, 'demo/service');
const oldestGo = 24;
const startTimeoutMs = 60_000;

export interface Go {
  /** As `go version` writes it: `go1.26.8`. */
  readonly version: string;
  /** The additional requirement of the leak profile: Go 1.26 serves it only if built with an experiment. */
  readonly experiment: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The installed Go is used as it is. Nothing is downloaded unless the caller names a toolchain. */
function goEnvironment(environment: Environment): Record<string, string | undefined> {
  return { ...environment, GOTOOLCHAIN: environment['GOTOOLCHAIN'] || 'local', GOWORK: 'off', CGO_ENABLED: '0' };
}

/** The Go that is installed, or a sentence saying why the shop can't be built with it. */
export function findGo(environment: Environment = process.env): Go | string {
  const { error, status, stdout, stderr } = spawnSync('go', ['env', 'GOVERSION'], {
    cwd: serviceDir,
    env: goEnvironment(environment),
    encoding: 'utf8',
  });
  if (error !== undefined) return 'Go is not installed here';
  if (status !== 0) return `"go env GOVERSION" failed: ${stderr.trim()}`;
  const version = stdout.trim();
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? NaN);
  if (minor < oldestGo) return `the installed Go is ${version}, and the shop needs 1.${oldestGo} or later`;
  return { version, experiment: minor === 26 ? 'goroutineleakprofile' : '' };
}

export const defaultBuildDir = join(projectDir, 'build/demo');

/**
 * Builds the shop into `folder`. What Go prints goes to `onOutput`; `signal` stops it.
 * @returns the executable's path, or a sentence saying what failed
 */
export async function buildShop(
  go: Go,
  onOutput: (text: string) => void,
  folder: string = defaultBuildDir,
  signal?: AbortSignal,
): Promise<{ readonly path: string } | string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, process.platform === 'win32' ? 'shop.exe' : 'shop');
  const child = spawn('go', ['build', '-trimpath', '-o', path, '.'], {
    cwd: serviceDir,
    env: { ...goEnvironment(process.env), ...(go.experiment === '' ? {} : { GOEXPERIMENT: go.experiment }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  child.stdout.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
  const status = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code ?? 'killed'));
  });
  return status === 0 ? { path } : `"go build" in demo/service failed (${status})`;
}

export interface RunningShop {
  readonly child: ChildProcess;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

/**
 * Starts a built shop and waits until it listens. It ends by itself when this process does, however it does.
 * Throws when the shop ends before it listens; what it said is in the message.
 */
export async function startShop(path: string, args: readonly string[]): Promise<RunningShop> {
  const child = spawn(path, ['-end-with-stdin', ...args], { argv0: 'shop', stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The shop did not listen within ${startTimeoutMs / 1000} s. ${complaints.trim()}`));
    }, startTimeoutMs);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`The shop ended with ${code}. ${complaints.trim()}`))));
    lines.on('line', (line) => {
      const found = /^listening on (\S+)$/.exec(line)?.[1];
      if (found !== undefined) settle(() => resolve(found));
    });
  });
  return { child, url };
}
