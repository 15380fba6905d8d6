// Removes history files of deleted data sources, because Grafana does not report deletions. A file that was not written
// for its retention time contains no valid samples. The clock may be wrong for a while, so a file is removed only when
// two checks, hours apart, found it abandoned.
import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './embedded/database.ts';
import { findFault } from './embedded/faults.ts';
import { lockForGood } from './embedded/journal.ts';
import { readRetentionMs } from './embedded/upkeep.ts';
import { takeWriteLock } from './embedded/write-lock.ts';
import { hourMs, usualRetentionMs } from '../../core/agreed-times.ts';

const companions = ['', '-wal', '-shm', '-journal', '.lock', '.readers'];

/** The shortest retention that the settings allow. Younger files need not be opened. */
const minRetentionMs = hourMs;

/** Names of abandoned files, with the time when each was last written. */
export type AbandonedFiles = ReadonlyMap<string, number>;

/**
 * Lists abandoned files, and removes those that `before`, the list of an earlier look, holds as well. Skips files that
 * are open in any process or cannot be removed.
 */
export async function removeAbandonedFiles(
  folder: string,
  nowMs: number,
  before: AbandonedFiles,
): Promise<AbandonedFiles> {
  const abandoned = new Map<string, number>();
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const writtenMs = findNewestMs(path);
      if (!isHistoryFile(name) || nowMs - writtenMs < minRetentionMs) continue;
      const isConfirmed = before.get(name) === writtenMs;
      if (await isAbandoned(path, writtenMs, nowMs, isConfirmed)) abandoned.set(name, writtenMs);
    }
  } catch (error) {
    if (findFault(error) === undefined) throw error;
  }
  return abandoned;
}

/** Includes files that were set aside as damaged, and logs of files that were deleted. */
function isHistoryFile(name: string): boolean {
  return /^\d+-[^/]*\.db(\.corrupt-[^/]*Z(-wal|-journal)?)?$/.test(name);
}

/** The write-ahead log is newer than the file itself. An empty one comes from a connection that only read. */
function findNewestMs(path: string): number {
  const [file, log] = ['', '-wal'].map((suffix) => statSync(path + suffix, { throwIfNoEntry: false }));
  return Math.max(file?.mtimeMs ?? 0, log && log.size > 0 ? log.mtimeMs : 0);
}

async function isAbandoned(path: string, writtenMs: number, nowMs: number, isConfirmed: boolean): Promise<boolean> {
  const lock = await takeWriteLock(path);
  if (lock === undefined) return false;
  try {
    if (nowMs - writtenMs < (await findRetentionMs(path, writtenMs))) return false;
    if (isConfirmed) for (const suffix of companions) rmSync(path + suffix, { force: true });
    return true;
  } finally {
    lock.release();
  }
}

async function findRetentionMs(path: string, writtenMs: number): Promise<number> {
  if (path.includes('.db.corrupt-')) return usualRetentionMs;
  try {
    const db = await openDatabase({ path, readOnly: false });
    try {
      lockForGood(db);
      return readRetentionMs(db) ?? usualRetentionMs;
    } finally {
      db.close();
      // SQLite merges the log into a file when it closes it. That does not show that the file is in use.
      utimesSync(path, writtenMs / 1_000, writtenMs / 1_000);
    }
  } catch (error) {
    if (findFault(error) === undefined) throw error;
    return usualRetentionMs;
  }
}
