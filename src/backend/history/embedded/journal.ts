// Chooses SQLite's journal and locking. The file is locked for the whole time it is open, so the index of the
// write-ahead log is kept on the heap. In a shared file (`-shm`) the index would be mapped into memory, and a process
// whose mapped file is cut short ends with SIGBUS. While another process reads, the rollback journal is used instead,
// because it needs no index.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from './database.ts';
import { keptLogBytes } from './file-watch.ts';

const safeLogVersion = [3, 51, 3] as const;

/** In bytes 18 and 19 of a file: https://www.sqlite.org/fileformat2.html#file_format_version_numbers */
const logFormat = 2;

/**
 * Locks the file against other processes from the next statement until it is closed. Call it before any other
 * statement, so that the index of an existing log is also read on the heap. SQLite supports this only for writable
 * files.
 */
export function lockForGood(db: Database): void {
  db.execute('PRAGMA locking_mode = EXCLUSIVE');
}

/**
 * Locks the file against other processes. The write-ahead log is fast, but before SQLite 3.51.3 it could corrupt a
 * file, and a network share may refuse it silently. The rollback journal is correct everywhere. Throws `busy` if
 * another process has the file open.
 */
export function keepToItself(db: Database): void {
  lockForGood(db);
  // Commits survive the end of the process. A power loss may lose the last seconds.
  db.execute('PRAGMA synchronous = NORMAL');
  if (isLogSafe(db.sqliteVersion) && setJournal(db, 'WAL') === 'wal') {
    db.execute(`PRAGMA journal_size_limit = ${keptLogBytes}`);
  } else {
    setJournal(db, 'TRUNCATE');
  }
}

/** Merges the log into a file that is locked, so that it can be read without the index of a log. */
export function mergeLog(db: Database): void {
  setJournal(db, 'TRUNCATE');
}

/** Whether a file has a write-ahead log, by the two versions in its header. False for an empty file. */
export function hasLog(path: string): boolean {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  return header[18] === logFormat || header[19] === logFormat;
}

/** Lets other processes read between transactions. */
export function letOthersRead(db: Database): void {
  mergeLog(db);
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
