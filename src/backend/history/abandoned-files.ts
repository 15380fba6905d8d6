// Grafana doesn't tell when a data source is deleted: a history file that nobody has written for as long as samples are
// kept holds nothing any more.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findFault } from './embedded/faults.ts';
import { takeWriteLock } from './embedded/write-lock.ts';

const companions = ['', '-wal', '-shm', '-journal', '.lock'];

/** Removes them, and returns their names. Files that are open anywhere stay, and so does what can't be removed. */
export async function removeAbandonedFiles(
  folder: string,
  nowMs: number,
  retentionMs: number,
): Promise<readonly string[]> {
  const removed: string[] = [];
  try {
    for (const name of readdirSync(folder)) {
      if (!isHistoryFile(name) || isYoung(join(folder, name), nowMs - retentionMs)) continue;
      if (await removeFile(join(folder, name))) removed.push(name);
    }
  } catch (error) {
    if (findFault(error) === undefined) throw error;
  }
  return removed;
}

/** Also those that were set aside as damaged. */
function isHistoryFile(name: string): boolean {
  return /^\d+-[^/]*\.db(\.corrupt-[^/]*Z)?$/.test(name);
}

/** The log beside the file is newer than the file. */
function isYoung(path: string, cutoffMs: number): boolean {
  return ['', '-wal'].some((suffix) => {
    const mtimeMs = statSync(path + suffix, { throwIfNoEntry: false })?.mtimeMs;
    return mtimeMs !== undefined && mtimeMs >= cutoffMs;
  });
}

async function removeFile(path: string): Promise<boolean> {
  const lock = await takeWriteLock(`${path}.lock`);
  if (lock === undefined) return false;
  try {
    for (const suffix of companions) rmSync(path + suffix, { force: true });
    return true;
  } finally {
    lock.release();
  }
}
