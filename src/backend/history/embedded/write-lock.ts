// One process writes a history file. The lock is SQLite's own lock on an empty file beside it: the operating system
// lets go of it when the process ends, however it ends, and no stale lock is left to be judged.
import { loadSqlite } from './database.ts';
import { findFault } from './faults.ts';

export interface WriteLock {
  /** Again does nothing. */
  release(): void;
}

/** Undefined: another process has it. Throws where the file can't be made. */
export async function takeWriteLock(path: string): Promise<WriteLock | undefined> {
  const { DatabaseSync } = await loadSqlite();
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // Else SQLite would begin a journal for it, as a file.
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
