// Manages the connection over time: opens it on demand, closes it when the file is damaged, and retries when the disk
// has recovered or another writing process has ended.
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { readCatalog, type Catalog } from './catalog.ts';
import { connect, setAside, UnreadableVersion, type Connection } from './connection.ts';
import { memoryPath, type Database } from './database.ts';
import { describeFault, findFault } from './faults.ts';
import { createDecodedChunks, type DecodedChunks } from './decoded-chunks.ts';
import { createSeriesCache, type SeriesCache } from './series-cache.ts';

export interface OpenSession {
  readonly db: Database;
  readonly mode: 'writing' | 'reading';
  readonly catalog: Catalog;
  readonly seriesCache: SeriesCache;
  readonly chunks: DecodedChunks;
}

/** A connection with the cached data of its file. */
interface Opened {
  readonly connection: Connection;
  readonly seriesCache: SeriesCache;
}

/** A catalog with the caches keyed by its entries. */
interface CatalogState {
  readonly catalog: Catalog;
  readonly chunks: DecodedChunks;
}

export interface SessionOptions {
  readonly path: string | undefined;
  readonly nowMs: () => number;
  readonly version: string;
  readonly retryMs?: number;
  readonly notices?: readonly Notice[];
}

export interface Session {
  /**
   * Returns the open session. If it is not writable, tries to open it for writing, at most every `retryMs`. Undefined
   * if nothing is open.
   */
  open(): Promise<OpenSession | undefined>;
  readOpen(): Promise<Result<OpenSession>>;
  current(): OpenSession | undefined;
  /** Runs a read. Faults of the file become a problem. */
  attempt<T>(read: (open: OpenSession) => T): Promise<Result<T>>;
  /** Drops the catalog after a failed transaction, because it no longer matches the file. */
  forgetCatalog(): void;
  /** Handles an error and returns the problem to report. Rethrows bugs. */
  takeFault(error: unknown): Problem;
  /** Call when writing works again. */
  clearProblem(): void;
  addNotice(notice: Notice): void;
  problem(): Problem | undefined;
  notices(): readonly Notice[];
  close(): void;
}

const defaultRetryMs = 5_000;

/** Number of recent notices kept. Older ones are in the log. */
const maxNotices = 5;

export function createSession(options: SessionOptions): Session {
  const { nowMs, version, path = memoryPath, retryMs = defaultRetryMs, notices: standing = [] } = options;
  let opened: Opened | undefined;
  let known: CatalogState | undefined;
  let problem: Problem | undefined;
  let happened: readonly Notice[] = [];
  let opening: Promise<void> | undefined;
  let triedMs = -Infinity;
  let dataVersion = -1;
  let isClosed = false;

  function letGo(): void {
    opened?.connection.close();
    opened = undefined;
    known = undefined;
  }

  async function reconnect(): Promise<void> {
    triedMs = nowMs();
    const reading = opened?.connection;
    try {
      const next = await connect(path, version, nowMs);
      // The file is still read-only, so the open connection stays.
      if (reading && next.mode === 'reading') return next.close();
      reading?.close();
      opened = { connection: next, seriesCache: createSeriesCache(next.db) };
      known = undefined;
      problem = undefined;
      if (next.mode === 'writing') happened = [...happened, ...next.notices].slice(-maxNotices);
    } catch (error) {
      if (reading === undefined) problem = describe(error);
    }
  }

  function describe(error: unknown): Problem {
    if (error instanceof UnreadableVersion) {
      return { code: 'history_newer', status: 500, source: 'plugin', message: error.message };
    }
    const fault = findFault(error);
    if (fault === undefined) throw error;
    return describeFault(fault, path);
  }

  function current(): OpenSession | undefined {
    if (opened === undefined) return undefined;
    const { connection, seriesCache } = opened;
    const { db, mode } = connection;
    if (mode === 'reading') {
      const seen = db.find<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
      if (seen !== dataVersion) known = undefined;
      dataVersion = seen;
    }
    known ??= { catalog: readCatalog(db), chunks: createDecodedChunks() };
    return { db, mode, seriesCache, ...known };
  }

  /** Sets a damaged file aside at once. The next attempt creates a new file. */
  function takeFault(error: unknown): Problem {
    known = undefined;
    const fault = findFault(error);
    if (fault === undefined) throw error;
    if (fault === 'corrupt' && opened?.connection.mode === 'writing' && path !== memoryPath) {
      letGo();
      triedMs = -Infinity;
      try {
        happened = [...happened, setAside(path, nowMs())].slice(-maxNotices);
      } catch (moveError) {
        return (problem = describe(moveError));
      }
    }
    return (problem = describeFault(fault, path));
  }

  async function open(): Promise<OpenSession | undefined> {
    const isDue = opened?.connection.mode !== 'writing' && Math.abs(nowMs() - triedMs) >= retryMs;
    if (isDue && !isClosed) {
      opening ??= reconnect().finally(() => (opening = undefined));
    }
    await opening;
    try {
      return current();
    } catch (error) {
      takeFault(error);
      return undefined;
    }
  }

  async function readOpen(): Promise<Result<OpenSession>> {
    const current = await open();
    return current ? succeed(current) : fail(problem ?? describeFault('unreadable', path));
  }

  return {
    open,
    readOpen,
    current: () => {
      try {
        return current();
      } catch (error) {
        takeFault(error);
        return undefined;
      }
    },
    attempt: async (read) => {
      const current = await readOpen();
      if (!current.ok) return current;
      try {
        return succeed(read(current.value));
      } catch (error) {
        return fail(takeFault(error));
      }
    },
    forgetCatalog: () => (known = undefined),
    takeFault,
    clearProblem: () => (problem = undefined),
    addNotice: (notice) => (happened = [...happened, notice].slice(-maxNotices)),
    problem: () => problem,
    notices: () => [
      ...standing,
      ...happened,
      ...(opened?.connection.mode === 'reading' ? opened.connection.notices : []),
    ],
    close: () => {
      isClosed = true;
      letGo();
    },
  };
}
