// Chooses SQLite's journal mode. The write-ahead log is fast, but before SQLite 3.51.3 two connections could corrupt a
// file with it, and a network share may refuse it silently. The rollback journal is correct everywhere.
import type { Database } from './database.ts';

const safeLogVersion = [3, 51, 3] as const;

export type Journal = 'log' | 'rollback' | 'memory';

export function chooseJournal(db: Database, isInMemory: boolean): Journal {
  if (isInMemory) return 'memory';
  // Commits survive the end of the process. A power loss may lose the last seconds.
  db.execute('PRAGMA synchronous = NORMAL');
  if (isLogSafe(db.sqliteVersion) && setJournal(db, 'WAL') === 'wal') {
    db.execute('PRAGMA journal_size_limit = 16777216');
    return 'log';
  }
  setJournal(db, 'TRUNCATE');
  return 'rollback';
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
