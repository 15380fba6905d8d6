// Notices what others do to the files of an open history: deleted, replaced, or cut short. SQLite keeps writing to a
// deleted file, and takes parts of a cut file for whole. Files are not opened for it: closing a file would release all
// of SQLite's locks on it.
import { statSync } from 'node:fs';
import { writeLockPath } from './write-lock.ts';

/**
 * What happened. `moved`: the history file is gone, or another one lies there. `cut` and `log cut`: it or its log is
 * shorter than it was written. `loose`: the log or the lock file is gone or replaced, and the history file is not.
 */
export type FileChange = 'moved' | 'cut' | 'log cut' | 'loose';

export interface FileWatch {
  /** `writtenBytes`: the least size of an intact history file. Throws errors of the file system. */
  look(writtenBytes: () => number): FileChange | undefined;
  /** Whether the log at its place is the one of the watched file. */
  ownsLog(): boolean;
}

interface Identity {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

/** SQLite shortens a log to this size by itself. */
export const keptLogBytes = 16 * 1024 * 1024;

/** Begins with the files as they are now. Those that appear later are watched from then on. */
export function watchFile(path: string): FileWatch {
  const paths = { file: path, log: `${path}-wal`, lock: writeLockPath(path) };
  const known = { file: identify(paths.file), log: identify(paths.log), lock: identify(paths.lock) };

  return {
    look(writtenBytes) {
      const now = { file: identify(paths.file), log: identify(paths.log), lock: identify(paths.lock) };
      const before = { ...known };
      Object.assign(known, { file: now.file, log: now.log ?? before.log, lock: now.lock });
      if (!isSame(before.file, now.file)) return 'moved';
      if (isShorter(before.file, now.file) && (now.file?.size ?? 0) < writtenBytes()) return 'cut';
      if (before.log !== undefined && !isSame(before.log, now.log)) return 'loose';
      if (isShorter(before.log, now.log) && now.log?.size !== keptLogBytes) return 'log cut';
      return isSame(before.lock, now.lock) ? undefined : 'loose';
    },
    ownsLog: () => known.log !== undefined && isSame(known.log, identify(paths.log)),
  };
}

function identify(path: string): Identity | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && { dev: found.dev, ino: found.ino, size: found.size };
}

function isSame(before: Identity | undefined, now: Identity | undefined): boolean {
  return before?.ino === now?.ino && before?.dev === now?.dev;
}

function isShorter(before: Identity | undefined, now: Identity | undefined): boolean {
  return before !== undefined && now !== undefined && now.size < before.size;
}
