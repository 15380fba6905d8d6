// Removes history files of deleted data sources. Grafana does not report deletions. A file that was not written for its
// retention time contains no valid samples.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './embedded/database.ts';
import { findFault } from './embedded/faults.ts';
import { readRetentionMs } from './embedded/upkeep.ts';
import { takeWriteLock } from './embedded/write-lock.ts';

const companions = ['', '-wal', '-shm', '-journal', '.lock'];

/** Retention of a file that does not state one, because it is damaged or was written by an old version. */
const usualRetentionMs = 15 * 86_400_000;

/** The shortest retention that the settings allow. Younger files need not be opened. */
const minRetentionMs = 3_600_000;

/** Removes abandoned files and returns their names. Skips files that are open in any process or cannot be removed. */
export async function removeAbandonedFiles(folder: string, nowMs: number): Promise<readonly string[]> {
  const removed: string[] = [];
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const ageMs = nowMs - findNewestMs(path);
      if (!isHistoryFile(name) || ageMs < minRetentionMs) continue;
      if (await removeFile(path, ageMs)) removed.push(name);
    }
  } catch (error) {
    if (findFault(error) === undefined) throw error;
  }
  return removed;
}

/** Includes files that were set aside as damaged. */
function isHistoryFile(name: string): boolean {
  return /^\d+-[^/]*\.db(\.corrupt-[^/]*Z)?$/.test(name);
}

/** The write-ahead log is newer than the file itself. */
function findNewestMs(path: string): number {
  const times = ['', '-wal'].map((suffix) => statSync(path + suffix, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}

async function removeFile(path: string, ageMs: number): Promise<boolean> {
  const lock = await takeWriteLock(`${path}.lock`);
  if (lock === undefined) return false;
  try {
    if (ageMs < (await findRetentionMs(path))) return false;
    for (const suffix of companions) rmSync(path + suffix, { force: true });
    return true;
  } finally {
    lock.release();
  }
}

async function findRetentionMs(path: string): Promise<number> {
  try {
    const db = await openDatabase({ path, readOnly: true });
    try {
      return readRetentionMs(db) ?? usualRetentionMs;
    } finally {
      db.close();
    }
  } catch (error) {
    if (findFault(error) === undefined) throw error;
    return usualRetentionMs;
  }
}
