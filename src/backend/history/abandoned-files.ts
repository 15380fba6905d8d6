// Grafana doesn't tell when a data source is deleted: a history file that nobody has written for as long as samples are
// kept holds nothing any more.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './embedded/database.ts';
import { findFault } from './embedded/faults.ts';
import { readRetentionMs } from './embedded/upkeep.ts';
import { takeWriteLock } from './embedded/write-lock.ts';

const companions = ['', '-wal', '-shm', '-journal', '.lock'];

/**
 * Every file says for how long it is kept. One that can't (it is damaged, or from before files said so) gets as long
 * as is usual.
 */
const usualRetentionMs = 15 * 86_400_000;

/** The shortest that settings allow: younger files need not be opened. */
const leastRetentionMs = 3_600_000;

/** Removes them, and returns their names. Files that are open anywhere stay, and so does what can't be removed. */
export async function removeAbandonedFiles(folder: string, nowMs: number): Promise<readonly string[]> {
  const removed: string[] = [];
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const ageMs = nowMs - findNewestMs(path);
      if (!isHistoryFile(name) || ageMs < leastRetentionMs) continue;
      if (await removeFile(path, ageMs)) removed.push(name);
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
