// Builds happen only when their sources have changed, and one at a time: tests and the demo all ask for one.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectDir } from './steps.ts';

const stampDir = join(projectDir, 'build/stamps');
const lockPath = join(projectDir, 'build/lock');

/** A name for the contents of files and folders, given relative to the project. Missing ones count as empty. */
export function hashSources(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(listFiles).sort()) {
    hash.update(`${path}\0${readFileSync(join(projectDir, path)).toString('base64')}\0`);
  }
  return hash.digest('hex');
}

/** Whether `output` exists and was built from sources of this hash. */
export function isFresh(name: string, sources: string, output: string): boolean {
  const stamp = join(stampDir, name);
  return existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
}

export function markFresh(name: string, sources: string): void {
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, name), sources);
}

/** Runs `work` while no other build of this project runs. */
export async function withBuildLock(work: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(lockPath), { recursive: true });
  while (!takeLock()) await sleep(100);
  try {
    await work();
  } finally {
    rmSync(lockPath, { force: true });
  }
}

function takeLock(): boolean {
  try {
    writeFileSync(lockPath, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(lockPath, { force: true });
    return false;
  }
}

function isHolderAlive(): boolean {
  try {
    process.kill(Number(readFileSync(lockPath, 'utf8')), 0);
    return true;
  } catch (error) {
    // Gone meanwhile, or another user's: only a holder that does not exist is dead.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Every file that can end up in a build: tests can't. */
function listFiles(path: string): string[] {
  const full = join(projectDir, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectDir.length + 1));
}
