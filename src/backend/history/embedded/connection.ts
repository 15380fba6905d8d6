// Opens a history file: takes the write lock or opens it read-only, checks the version, and runs a quick integrity
// check.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notice } from '../../../core/problem.ts';
import { memoryPath, openDatabase, type Database } from './database.ts';
import { findFault } from './faults.ts';
import { hasLog, keepToItself, letOthersRead, lockForGood, mergeLog } from './journal.ts';
import { inspectSchema, letShrink, prepareSchema, type SchemaState } from './schema.ts';
import { takeReadLock, takeWriteLock, type FileLock } from './write-lock.ts';

export interface Connection {
  readonly db: Database;
  readonly mode: 'writing' | 'reading';
  readonly notices: readonly Notice[];
  close(): void;
}

interface ConnectOptions {
  readonly parkedVersion: string;
  readonly nowMs: () => number;
  /** Skips the integrity check. For a file that this process closed itself and nobody has changed since. */
  readonly isKnown: boolean;
  /** Called before the file is opened for writing. Any connection that reads it must be closed before. */
  readonly onWrite: () => void;
}

/** Checking a larger file takes too long. Its damage is detected on reading. */
const maxCheckedBytes = 64 * 1024 * 1024;

/** The files that belong to a history file. `-shm` comes from versions that mapped the index of the log into memory. */
const companions = ['-wal', '-shm', '-journal'];

/** Throws SQLite's errors. A damaged file is set aside, and a new one is created. */
export async function connect(path: string, options: ConnectOptions): Promise<Connection> {
  if (path === memoryPath) return open(path, undefined, options);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await takeWriteLock(path);
  if (lock === undefined) return openBeside(path, noteOtherWriter(path));
  try {
    options.onWrite();
    return await openOrReplace(path, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openOrReplace(path: string, lock: FileLock, options: ConnectOptions): Promise<Connection> {
  try {
    return await open(path, lock, options);
  } catch (error) {
    if (findFault(error) !== 'corrupt') throw error;
  }
  const notice = setAside(path, options.nowMs());
  const connection = await open(path, lock, { ...options, isKnown: false });
  return { ...connection, notices: [notice, ...connection.notices] };
}

async function open(path: string, lock: FileLock | undefined, options: ConnectOptions): Promise<Connection> {
  const { parkedVersion, isKnown } = options;
  const db = await openDatabase({ path, readOnly: false });
  let schema: SchemaState;
  try {
    if (path !== memoryPath) lockForGood(db);
    const found = inspectSchema(db);
    if (found.state === 'newer') mergeLog(db);
    else {
      letShrink(db);
      if (path !== memoryPath) keepToItself(db);
      if (!isKnown) check(db, path);
    }
    schema = prepareSchema(db, parkedVersion);
  } catch (error) {
    db.close();
    throw error;
  }
  if (schema.state === 'newer') {
    db.close();
    lock?.release();
    return openBeside(path, noteNewer(schema, parkedVersion));
  }
  const close = () => {
    db.close();
    lock?.release();
  };
  return { db, mode: 'writing', notices: [], close };
}

/** How long the writing process may take to admit readers, and how often this is tried. */
const lendWaitMs = 3_000;
const lendTryMs = 100;

/** Opens a file that another process writes, or that a later version of Parked may write at any time. */
async function openBeside(path: string, notice: Notice): Promise<Connection> {
  let lock: FileLock | undefined;
  const untilMs = performance.now() + lendWaitMs;
  for (;;) {
    try {
      lock ??= await takeReadLock(path);
      const connection = await openForReading(path, notice);
      const close = () => {
        connection.close();
        lock?.release();
      };
      return { ...connection, close };
    } catch (error) {
      if (findFault(error) !== 'busy' || performance.now() > untilMs) {
        lock?.release();
        throw error;
      }
    }
    await sleep(lendTryMs);
  }
}

async function openForReading(path: string, notice: Notice): Promise<Connection> {
  if (hasLog(path))
    throw Object.assign(new Error('The process that writes the history does not admit readers.'), {
      errcode: busyCode,
    });
  const db = await openDatabase({ path, readOnly: true });
  try {
    const schema = inspectSchema(db);
    if (schema.state === 'newer' && !schema.readable) throw new UnreadableVersion(notice.text);
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, mode: 'reading', notices: [notice], close: () => db.close() };
}

/** A later version of Parked wrote the file in a format that this version cannot read. */
export class UnreadableVersion extends Error {}

function check(db: Database, path: string): void {
  if (path === memoryPath || statSync(path).size > maxCheckedBytes) return;
  const result = db.find<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
  if (result !== 'ok') throw Object.assign(new Error(`quick_check says: ${result}`), { errcode: corruptCode });
}

/** SQLITE_CORRUPT */
const corruptCode = 11;

/** SQLITE_BUSY */
const busyCode = 5;

/** Lets other processes read an open file, or stops that. */
export function share({ db }: Connection, isShared: boolean): void {
  if (isShared) letOthersRead(db);
  else keepToItself(db);
}

/** Renames a damaged file and the files that belong to it. Nothing is deleted, so that data can be rescued. */
export function setAside(path: string, nowMs: number): Notice {
  const aside = nameAside(path, nowMs);
  moveFiles(path, aside);
  return {
    severity: 'warning',
    text: `The history file was damaged. It is kept as ${aside}, and a new file was started. Answers lack the earlier samples.`,
  };
}

function nameAside(path: string, nowMs: number): string {
  return `${path}.corrupt-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
}

function moveFiles(from: string, to: string): void {
  for (const suffix of ['', ...companions]) {
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
  }
}

/** Closes a file without merging its log. SQLite does not merge the log of a file that was moved. */
export function closeUnmerged(connection: Connection, path: string, nowMs: number): void {
  const aside = nameAside(path, nowMs);
  moveFiles(path, aside);
  try {
    connection.close();
  } finally {
    moveFiles(aside, path);
  }
}

/** Moves the log of a deleted file, so that SQLite does not apply it to the next file. */
export function setLogAside(path: string, nowMs: number): void {
  const aside = nameAside(path, nowMs);
  for (const suffix of companions) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
}

function noteOtherWriter(path: string): Notice {
  return {
    severity: 'info',
    text:
      `Another process writes this history (${path}), so this one only reads it. If several Grafanas share a disk, ` +
      'let one of them sample. Give each of the others a separate history_dir, or turn its sampling off.',
  };
}

function noteNewer(schema: SchemaState & { state: 'newer' }, parkedVersion: string): Notice {
  return {
    severity: 'warning',
    text:
      `This history was written by Parked ${schema.writtenBy}, and this is ${parkedVersion}, so nothing is written ` +
      'to it. Update Parked to continue sampling.',
  };
}
