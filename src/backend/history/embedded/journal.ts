// Chooses SQLite's journal and locking. The file is locked for the whole time it is open, so the index of the
// write-ahead log is kept on the heap. In a shared file (`-shm`) it would be mapped into memory, and a process whose
// mapped file is cut short ends with SIGBUS. While another process reads, the rollback journal is used instead: it
// needs no index.
import type { Database } from './database.ts';
import { keptLogBytes } from './file-watch.ts';

const safeLogVersion = [3, 51, 3] as const;

/**
 * Locks the file against other processes. The write-ahead log is fast, but before SQLite 3.51.3 it could corrupt a
 * file, and a network share may refuse it silently. The rollback journal is correct everywhere. Throws `busy` if
 * another process has the file open.
 */
export function keepToItself(db: Database): void {
  db.execute('PRAGMA locking_mode = EXCLUSIVE');
  // Commits survive the end of the process. A power loss may lose the last seconds.
  db.execute('PRAGMA synchronous = NORMAL');
  if (isLogSafe(db.sqliteVersion) && setJournal(db, 'WAL') === 'wal') {
    db.execute(`PRAGMA journal_size_limit = ${keptLogBytes}`);
  } else {
    setJournal(db, 'TRUNCATE');
  }
}

/** Lets other processes read between transactions. */
export function letOthersRead(db: Database): void {
  setJournal(db, 'TRUNCATE');
  db.execute('PRAGMA locking_mode = NORMAL');
  // The lock is released by the next read.
  db.find('SELECT count(*) AS count FROM sqlite_schema');
}

function setJournal(db: Database, mode: 'WAL' | 'TRUNCATE'): string {
  return db.find<{ journal_mode: string }>(`PRAGMA journal_mode = ${mode}`)?.journal_mode ?? '';
}

export function isLogSafe(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of safeLogVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
