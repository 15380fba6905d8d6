// Opens a history file: takes the write lock or opens it read-only, checks the version, and runs a quick integrity
// check.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Notice } from '../../../core/problem.ts';
import { memoryPath, openDatabase, type Database } from './database.ts';
import { findFault } from './faults.ts';
import { chooseJournal } from './journal.ts';
import { inspectSchema, letShrink, prepareSchema, type SchemaState } from './schema.ts';
import { takeWriteLock, type WriteLock } from './write-lock.ts';

export interface Connection {
  readonly db: Database;
  readonly mode: 'writing' | 'reading';
  readonly notices: readonly Notice[];
  close(): void;
}

/** Checking a larger file takes too long. Its damage is detected on reading. */
const maxCheckedBytes = 64 * 1024 * 1024;

/** Throws SQLite's errors. A damaged file is set aside, and a new one is created. */
export async function connect(path: string, parkedVersion: string, nowMs: () => number): Promise<Connection> {
  if (path === memoryPath) return open(path, undefined, parkedVersion);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await takeWriteLock(`${path}.lock`);
  if (lock === undefined) return openForReading(path, noteOtherWriter(path));
  try {
    return await openOrReplace(path, lock, parkedVersion, nowMs);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openOrReplace(
  path: string,
  lock: WriteLock,
  parkedVersion: string,
  nowMs: () => number,
): Promise<Connection> {
  try {
    return await open(path, lock, parkedVersion);
  } catch (error) {
    if (findFault(error) !== 'corrupt') throw error;
  }
  const notice = setAside(path, nowMs());
  const connection = await open(path, lock, parkedVersion);
  return { ...connection, notices: [notice, ...connection.notices] };
}

async function open(path: string, lock: WriteLock | undefined, parkedVersion: string): Promise<Connection> {
  const db = await openDatabase({ path, readOnly: false });
  let schema: SchemaState;
  try {
    const newer = inspectSchema(db);
    if (newer.state === 'ready') {
      letShrink(db);
      chooseJournal(db, path === memoryPath);
      check(db, path);
    }
    schema = prepareSchema(db, parkedVersion);
  } catch (error) {
    db.close();
    throw error;
  }
  if (schema.state === 'newer') {
    db.close();
    lock?.release();
    return openForReading(path, noteNewer(schema, parkedVersion));
  }
  const close = () => {
    db.close();
    lock?.release();
  };
  return { db, mode: 'writing', notices: [], close };
}

async function openForReading(path: string, notice: Notice): Promise<Connection> {
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

/** The file was written by a later version of Parked in a format that this one cannot read. */
export class UnreadableVersion extends Error {}

function check(db: Database, path: string): void {
  if (path === memoryPath || statSync(path).size > maxCheckedBytes) return;
  const result = db.find<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
  if (result !== 'ok') throw Object.assign(new Error(`quick_check says: ${result}`), { errcode: corruptCode });
}

/** SQLITE_CORRUPT */
const corruptCode = 11;

/** Renames a damaged file and the files that belong to it. Nothing is deleted, so that data can be rescued. */
export function setAside(path: string, nowMs: number): Notice {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${path}.corrupt-${stamp}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return {
    severity: 'warning',
    text: `The history file was damaged: it is kept as ${aside}, and a new one was begun. What was before is missing from answers.`,
  };
}

function noteOtherWriter(path: string): Notice {
  return {
    severity: 'info',
    text: `Another process writes this history (${path}): this one only reads it. Where several Grafanas share a disk, one of them samples; give the others a history_dir of their own or set "sampling.enabled" to false.`,
  };
}

function noteNewer(schema: SchemaState & { state: 'newer' }, parkedVersion: string): Notice {
  return {
    severity: 'warning',
    text: `This history was written by Parked ${schema.writtenBy}, and this is ${parkedVersion}: it is not written to. Update Parked to go on sampling.`,
  };
}
