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
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (status !== 0) return 'Go is not installed';
  const found = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? NaN);
  return found >= minor ? undefined : `${stdout.trim()} is older than Go 1.${minor}`;
}

/** Why the modules of a go.mod and go.sum cannot be had; undefined when they can. Downloads them when they are not there. */
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

/** What go printed when it failed; empty when it went well. */
export async function runGo(folder: string, ...args: string[]): Promise<string> {
  try {
    await runFile('go', args, { cwd: folder, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, GOWORK: 'off' } });
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
