// Ensures that one process writes a history file, with SQLite's lock on an empty file beside it. The operating system
// releases the lock when the process ends, so no stale lock remains.
import { loadSqlite } from './database.ts';
import { findFault } from './faults.ts';

export interface WriteLock {
  /** A second call does nothing. */
  release(): void;
}

/** Undefined if another process holds the lock. Throws if the file cannot be created. */
export async function takeWriteLock(path: string): Promise<WriteLock | undefined> {
  const { DatabaseSync } = await loadSqlite();
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // Otherwise SQLite would create a journal file for it.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
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
