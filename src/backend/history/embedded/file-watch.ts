// Detects changes that others make to the files of an open history: deleted, replaced, or cut short. SQLite keeps
// writing to a deleted file, and reads parts of a shortened file as valid. The check does not open the files, because
// closing one would release all of SQLite's locks on it.
import { statSync } from 'node:fs';
import { writeLockPath } from './write-lock.ts';

/**
 * What happened. `moved`: the history file is gone, or another one has its path. `cut` and `log cut`: the file or its
 * log is shorter than what was written. `loose`: the history file is intact, but the log or the lock file is gone or
 * replaced.
 */
export type FileChange = 'moved' | 'cut' | 'log cut' | 'loose';

export interface FileWatch {
  /** `writtenBytes`: the minimum size of an intact history file. Throws errors of the file system. */
  look(writtenBytes: () => number): FileChange | undefined;
  /** Whether the log at its path is the one of the watched file. */
  ownsLog(): boolean;
}

interface Identity {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

/** SQLite shortens a log to this size by itself. */
export const keptLogBytes = 16 * 1024 * 1024;

/** Starts with the files that exist now. A file that appears later is watched from then on. */
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
