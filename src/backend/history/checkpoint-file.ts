// Stores the checkpoints of verdicts in a file of their own, for engines whose history lies on a server. Losing the
// file does no harm: the server's samples give the same verdicts, but reading them takes longer.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { targetKey, type Labels } from '../../core/labels.ts';
import { fail, succeed, type Result } from '../../core/problem.ts';
import type { Stack } from '../../core/stack/model.ts';
import type { AppendOutcome } from './append-outcome.ts';
import type { Checkpoint, CheckpointStore } from './checkpoints.ts';
import { seal, unseal } from './embedded/checksum.ts';
import { openDatabase, type Database } from './embedded/database.ts';
import { describeFault, findFault } from './embedded/faults.ts';
import { processStores, type OpenStore } from './embedded/open-stores.ts';

/** How a stack is stored and restored, because such an engine holds no frames. */
export interface StackNames<T> {
  write(stack: Stack): T;
  read(written: T): Stack;
}

interface CheckpointFileOptions<T> {
  readonly path: string;
  /** Checkpoints with another version are not read. */
  readonly version: string;
  readonly stacks: StackNames<T>;
}

export interface CheckpointFile extends CheckpointStore {
  close(): void;
}

const tables = ['checkpoint', 'judgement'] as const;
type Table = (typeof tables)[number];

const maxTextBytes = 256 * 1024 * 1024;

/**
 * Nothing waits for the disk, so a crash may damage the file. Checksums and SQLite notice it, and the file is begun
 * anew.
 */
const preparation = `
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS checkpoint (target TEXT PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS judgement (target TEXT PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

export function openCheckpointFile<T>({ path, version, stacks }: CheckpointFileOptions<T>): CheckpointFile {
  let open: Promise<Database> | undefined;
  let usedMs = performance.now();
  const store: OpenStore = { usedMs: () => usedMs, rest: () => void close() };

  function connect(): Promise<Database> {
    usedMs = performance.now();
    open ??= prepare(path).then(
      (db) => {
        processStores.add(store);
        return db;
      },
      (error: unknown) => {
        open = undefined;
        throw error;
      },
    );
    return open;
  }

  async function close(): Promise<void> {
    const closing = open;
    open = undefined;
    processStores.remove(store);
    // A file that could not be opened needs no closing.
    (await closing?.catch(() => undefined))?.close();
  }

  /** Faults of the file become a problem. A damaged file is removed. */
  async function attempt<R>(work: (db: Database) => R): Promise<Result<R>> {
    try {
      return succeed(work(await connect()));
    } catch (error) {
      const fault = findFault(error);
      if (fault === undefined) throw error;
      if (fault === 'corrupt') {
        await close();
        rmSync(path, { force: true });
      }
      return fail(describeFault(fault, path));
    }
  }

  async function write(work: (db: Database) => void): Promise<AppendOutcome> {
    const written = await attempt(work);
    return written.ok ? { outcome: 'kept' } : { outcome: 'dropped', problem: written.problem };
  }

  const formatPlace = (table: Table, target: Labels): string => `${table} ${version} ${targetKey(target)}`;

  function put(db: Database, table: Table, target: Labels, packed: Uint8Array): void {
    const body = seal(packed, formatPlace(table, target));
    db.run(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`, targetKey(target), version, body);
  }

  function take(db: Database, table: Table, target: Labels): Buffer | undefined {
    const sql = `SELECT body FROM ${table} WHERE target = ? AND version = ?`;
    const row = db.find<{ body: unknown }>(sql, targetKey(target), version);
    if (row === undefined) return undefined;
    const packed = unseal(row.body, formatPlace(table, target));
    return Buffer.from(inflateRawSync(packed, { maxOutputLength: maxTextBytes }));
  }

  function readOne(db: Database, target: Labels): Checkpoint | undefined {
    const body = take(db, 'checkpoint', target)?.toString('utf16le');
    if (body === undefined) return undefined;
    const end = body.indexOf('\n');
    const written = JSON.parse(body.slice(0, end)) as readonly T[];
    const found = new Map(written.map(stacks.read).map((stack) => [`${stack.fingerprint} ${stack.state}`, stack]));
    return {
      text: body.slice(end + 1),
      judgements: take(db, 'judgement', target)?.toString(),
      findStack: (fingerprint, state) => found.get(`${fingerprint} ${state}`),
    };
  }

  return {
    keep: (target, text, named) => {
      const body = `${JSON.stringify(Array.from(named, stacks.write))}\n${text}`;
      // Texts hold packed bits, sixteen a character.
      const packed = deflateRawSync(Buffer.from(body, 'utf16le'), { level: 1 });
      return write((db) => put(db, 'checkpoint', target, packed));
    },
    keepJudgements: (judged) => {
      const packed = judged.map(({ target, text }) => [target, deflateRawSync(text, { level: 1 })] as const);
      return write((db) => db.transact(() => packed.forEach(([target, body]) => put(db, 'judgement', target, body))));
    },
    read: async (target) => {
      const read = await attempt((db) => readOne(db, target));
      return read.ok ? read.value : undefined;
    },
    forget: (target) =>
      write((db) => {
        for (const table of tables) db.run(`DELETE FROM ${table} WHERE target = ?`, targetKey(target));
      }),
    close: () => void close(),
  };
}

async function prepare(path: string): Promise<Database> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = await openDatabase({ path, readOnly: false });
  try {
    db.execute(preparation);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
