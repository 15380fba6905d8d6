// Manages the connection over time. It opens the connection on demand and closes it when the file is damaged or idle.
// It opens the file anew when the disk has recovered, when another writing process has ended, and when another program
// changed the file.
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { readCatalog, type Catalog } from './catalog.ts';
import {
  closeUnmerged,
  connect,
  setAside,
  setLogAside,
  share,
  UnreadableVersion,
  type Connection,
} from './connection.ts';
import { memoryPath, type Database } from './database.ts';
import { describeFault, findFault } from './faults.ts';
import { processChunks, type DecodedChunks } from './decoded-chunks.ts';
import { type FileChange, type FileWatch, watchFile } from './file-watch.ts';
import { processStores, type OpenStore } from './open-stores.ts';
import { createSeriesCache, type SeriesCache } from './series-cache.ts';
import { hasReaders } from './write-lock.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

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
  watch: FileWatch;
  isShared: boolean;
}

/** A catalog with the caches keyed by its entries. */
interface CatalogState {
  readonly catalog: Catalog;
  readonly chunks: DecodedChunks;
}

interface SessionOptions {
  readonly path: string | undefined;
  readonly nowMs: () => number;
  readonly version: string;
  readonly retryMs?: number;
  /** How long an unused file stays open, in milliseconds. */
  readonly idleMs?: number;
  readonly notices?: readonly Notice[];
  /** Called with each file that was opened for writing. Throws SQLite's errors. */
  readonly onOpen?: (db: Database, catalog: Catalog) => void;
}

export interface Session {
  /**
   * Returns the open session. If it is not writable, tries to open it for writing, at most every `retryMs`. Undefined
   * if nothing is open.
   */
  open(): Promise<OpenSession | undefined>;
  readOpen(): Promise<Result<OpenSession>>;
  current(): OpenSession | undefined;
  /** Whether the file was closed because it was unused. */
  isResting(): boolean;
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

/** A lock or a full disk may be gone by then. */
const defaultRetryMs = 5_000;
/** An open store holds file descriptors and a page cache. Opening it again takes milliseconds. */
const defaultIdleMs = 10 * minuteMs;

/** How often unused files are checked. */
const lookEveryMs = 1_000;

/** Number of recent notices kept. Older ones are in the log. */
const maxNotices = 5;

export function createSession(options: SessionOptions): Session {
  const { nowMs, version, path = memoryPath, retryMs = defaultRetryMs, notices: standing = [] } = options;
  const idleMs = options.idleMs ?? defaultIdleMs;
  let opened: Opened | undefined;
  let known: CatalogState | undefined;
  let problem: Problem | undefined;
  let happened: readonly Notice[] = [];
  let opening: Promise<void> | undefined;
  let triedMs = -Infinity;
  let dataVersion = -1;
  let usedMs = performance.now();
  let isClosed = false;
  /** The file as this process closed it. Undefined while it is open or its state is in doubt. */
  let rested: FileWatch | undefined;
  const store: OpenStore = { usedMs: () => usedMs, rest };
  const isOnDisk = path !== memoryPath;
  const looking = isOnDisk ? setInterval(() => void lookRegularly(), lookEveryMs).unref() : undefined;

  function letGo(close = (connection: Connection) => connection.close()): void {
    const leaving = opened;
    opened = undefined;
    known = undefined;
    processStores.remove(store);
    if (leaving) close(leaving.connection);
  }

  /** Closes the file until it is needed again. */
  function rest(): void {
    if (opened?.connection.mode !== 'writing' || opening !== undefined) return;
    try {
      letGo();
      rested = watchFile(path);
    } catch (error) {
      problem = describe(error);
    }
    triedMs = -Infinity;
  }

  async function reconnect(): Promise<void> {
    triedMs = nowMs();
    const isKnown = rested !== undefined && rested.look(() => Infinity) === undefined;
    try {
      const next = await connect(path, { parkedVersion: version, nowMs, isKnown, onWrite: () => letGo() });
      // The file is still read-only, so the open connection stays.
      if (opened && next.mode === 'reading') return next.close();
      opened = {
        connection: next,
        seriesCache: createSeriesCache(next.db),
        watch: watchFile(path),
        isShared: false,
      };
      known = undefined;
      problem = undefined;
      rested = undefined;
      if (isOnDisk) processStores.add(store);
      if (next.mode !== 'writing') return;
      addNotices(next.notices);
      const catalog = current()?.catalog;
      if (catalog) options.onOpen?.(next.db, catalog);
    } catch (error) {
      if (opened === undefined) problem = describe(error);
    }
  }

  function addNotices(notices: readonly Notice[]): void {
    happened = [...happened, ...notices].slice(-maxNotices);
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
    known ??= { catalog: readCatalog(db), chunks: processChunks };
    return { db, mode, seriesCache, ...known };
  }

  /** Sets a damaged file aside at once. The next attempt creates a new file. */
  function takeFault(error: unknown): Problem {
    known = undefined;
    const fault = findFault(error);
    if (fault === undefined) throw error;
    if (fault === 'corrupt' && opened?.connection.mode === 'writing' && isOnDisk) {
      letGo();
      triedMs = -Infinity;
      try {
        addNotices([setAside(path, nowMs())]);
      } catch (moveError) {
        return (problem = describe(moveError));
      }
    }
    // A file that was cut short or whose disk failed is opened anew. Opening it runs the check.
    if (fault === 'unreadable' && isOnDisk) letGo();
    return (problem = describeFault(fault, path));
  }

  /** Opens the file anew if another program changed it. */
  function lookAtFile(): void {
    if (opened === undefined || !isOnDisk) return;
    const { connection, watch } = opened;
    const change = watch.look(() => measureBytes(connection.db));
    if (change === undefined) return;
    triedMs = -Infinity;
    if (connection.mode === 'reading') return letGo();
    const notice = noteChange(change, path);
    if (notice) addNotices([notice]);
    if (change === 'cut' || change === 'log cut') letGo((leaving) => closeUnmerged(leaving, path, nowMs()));
    else letGo();
    if (change === 'moved' && watch.ownsLog()) setLogAside(path, nowMs());
  }

  async function lookRegularly(): Promise<void> {
    if (opened === undefined || opening !== undefined) return;
    try {
      lookAtFile();
      if (opened.connection.mode !== 'writing') return;
      if (performance.now() - usedMs >= idleMs) return rest();
      shareWith(await hasReaders(path));
    } catch (error) {
      // A bug is not reported here. The next use of the file reports it.
      if (findFault(error) !== undefined) takeFault(error);
    }
  }

  function shareWith(isWanted: boolean): void {
    if (opened === undefined || isWanted === opened.isShared) return;
    share(opened.connection, isWanted);
    opened.isShared = isWanted;
    opened.watch = watchFile(path);
  }

  async function open(): Promise<OpenSession | undefined> {
    usedMs = performance.now();
    try {
      lookAtFile();
    } catch (error) {
      takeFault(error);
    }
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
    isResting: () => rested !== undefined && opened === undefined,
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
    addNotice: (notice) => addNotices([notice]),
    problem: () => problem,
    notices: () => [
      ...standing,
      ...happened,
      ...(opened?.connection.mode === 'reading' ? opened.connection.notices : []),
    ],
    close: () => {
      isClosed = true;
      clearInterval(looking);
      letGo();
    },
  };
}

function measureBytes(db: Database): number {
  const { bytes } = db.find<{ bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  ) ?? { bytes: 0 };
  return bytes;
}

function noteChange(change: FileChange, path: string): Notice | undefined {
  const say = (text: string): Notice => ({ severity: 'warning', text });
  switch (change) {
    case 'moved':
      return say(
        `The history file ${path} was deleted or replaced while it was in use. Parked uses the new file. Answers lack the earlier samples.`,
      );
    case 'log cut':
      return say(`Another program cut the log of the history file ${path} short. The newest samples may be missing.`);
    case 'cut':
    case 'loose':
      return undefined;
  }
}
