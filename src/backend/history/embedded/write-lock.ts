// Ensures that one process writes a history file, with SQLite's locks on empty files beside it. The operating system
// releases a lock when the process ends, so no stale lock remains.
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from './database.ts';
import { findFault } from './faults.ts';

export interface FileLock {
  /** A second call does nothing. */
  release(): void;
}

/** The lock file of the process that writes, and the lock file of all processes that want to read. */
export const writeLockPath = (path: string): string => `${path}.lock`;
const readLockPath = (path: string): string => `${path}.readers`;

/** Undefined if another process writes the history file. Throws if the lock file cannot be created. */
export async function takeWriteLock(path: string): Promise<FileLock | undefined> {
  return take(writeLockPath(path), (lock) => lock.exec('BEGIN EXCLUSIVE'));
}

/** Asks the writing process to admit readers. Undefined while that process is checking for requests; try again. */
export async function takeReadLock(path: string): Promise<FileLock | undefined> {
  return take(readLockPath(path), (lock) => {
    lock.exec('BEGIN');
    lock.prepare('SELECT count(*) AS count FROM sqlite_schema').get();
  });
}

/** Whether another process has a read lock. */
export async function hasReaders(path: string): Promise<boolean> {
  if (!existsSync(readLockPath(path))) return false;
  const lock = await take(readLockPath(path), (it) => it.exec('BEGIN EXCLUSIVE'));
  lock?.release();
  return lock === undefined;
}

async function take(path: string, begin: (lock: DatabaseSync) => void): Promise<FileLock | undefined> {
  const { DatabaseSync } = await loadSqlite();
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // Otherwise SQLite would create a journal file for it.
    lock.exec('PRAGMA journal_mode = MEMORY');
    begin(lock);
    return {
      release: () => {
        if (lock.isOpen) lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if (findFault(error) === 'busy') return undefined;
    throw error;
  }
}
