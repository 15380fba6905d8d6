// Runs Go for tests that compile programs, or says why it cannot.
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** Why Go cannot be used here; undefined when it can. Ask for the oldest minor version of Go 1 that will do. */
export function findGoObstacle(minor: number): string | undefined {
  if (process.env['PARKED_WITHOUT_GO'] === '1') return 'PARKED_WITHOUT_GO is set';
  const found = readGoVersion();
  if (Number.isNaN(found)) return 'Go is not installed';
  return found >= minor ? undefined : `Go 1.${found} is older than Go 1.${minor}`;
}

/**
 * Why the modules of a go.mod and go.sum cannot be had; undefined when they can. Downloads them when they are not
 * there.
 */
export function findModuleObstacle(modules: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'parked-modules-'));
  try {
    for (const name of ['go.mod', 'go.sum']) copyFileSync(join(modules, name), join(folder, name));
    const env = { ...process.env, GOWORK: 'off' };
    const { status, stderr } = spawnSync('go', ['mod', 'download'], { cwd: folder, encoding: 'utf8', env });
    return status === 0 ? undefined : `their modules cannot be downloaded: ${stderr.trim().split('\n')[0] ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Minor version of the Go 1 that is installed. */
function readGoVersion(): number {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return status === 0 ? Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? NaN) : NaN;
}

/** The environment in which a program is built that serves the leak profile, where Go has it at all. */
export function leakProfileEnvironment(): Readonly<Record<string, string>> {
  return readGoVersion() === 26 ? { GOEXPERIMENT: 'goroutineleakprofile' } : {};
}

/** What go printed when it failed; empty when it went well. */
export async function runGo(folder: string, ...args: string[]): Promise<string> {
  return runGoWith({}, folder, ...args);
}

/** The same with more in the environment. */
export async function runGoWith(
  environment: Readonly<Record<string, string>>,
  folder: string,
  ...args: string[]
): Promise<string> {
  try {
    await runFile('go', args, {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
      env: { ...process.env, GOWORK: 'off', ...environment },
    });
    return '';
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr || error);
  }
}

/** Files below those folders that gofmt would change, one a line. */
export async function formatDifferences(folder: string, folders: readonly string[]): Promise<string> {
  const { stdout } = await runFile('gofmt', ['-l', ...folders], { cwd: folder });
  return stdout;
}
