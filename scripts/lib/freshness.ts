// Builds run only if their sources have changed, and one at a time, because tests and the demo request them
// concurrently.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectDir } from './steps.ts';

const stampDir = join(projectDir, 'build/stamps');

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

/** Runs `work` while nobody else holds the lock, a file with the number of the process that holds it. */
export async function withLock(path: string, work: () => Promise<void> | void): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  while (!takeLock(path)) await sleep(50);
  try {
    await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isHolderDead(path)) rmSync(path, { force: true });
    return false;
  }
}

function isHolderDead(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return false;
  } catch (error) {
    // The process is gone, or it belongs to another user. Only a process that does not exist is dead.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Every file that can end up in a build. Tests cannot. */
function listFiles(path: string): string[] {
  const full = join(projectDir, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(projectDir, join(entry.parentPath, entry.name)));
}
