// Stores the checkpoints of verdicts in a file of their own, for engines whose history lies on a server. The file can be
// lost without harm: the server's samples give the same verdicts, but reading them takes longer.
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

const maxTextBytes = 256 * 1024 * 1024;

/**
 * Nothing waits for the disk, so a crash may damage the file. Checksums and SQLite notice it, and the file is begun
 * anew.
 */
const preparation = `
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS checkpoint (target TEXT PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
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

  const formatPlace = (target: Labels): string => `checkpoint ${version} ${targetKey(target)}`;

  function unpack(body: unknown, target: Labels): Checkpoint {
    const packed = unseal(body, formatPlace(target));
    const json = Buffer.from(inflateRawSync(packed, { maxOutputLength: maxTextBytes })).toString('utf16le');
    const end = json.indexOf('\n');
    const written = JSON.parse(json.slice(0, end)) as readonly T[];
    const found = new Map(written.map(stacks.read).map((stack) => [`${stack.fingerprint} ${stack.state}`, stack]));
    return { text: json.slice(end + 1), findStack: (fingerprint, state) => found.get(`${fingerprint} ${state}`) };
  }

  return {
    keep: (target, text, named) => {
      const body = `${JSON.stringify(Array.from(named, stacks.write))}\n${text}`;
      // Texts hold packed bits, sixteen a character.
      const packed = deflateRawSync(Buffer.from(body, 'utf16le'), { level: 1 });
      const sealed = seal(packed, formatPlace(target));
      return write((db) =>
        db.run('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)', targetKey(target), version, sealed),
      );
    },
    read: async (target) => {
      const read = await attempt((db) => {
        const sql = 'SELECT body FROM checkpoint WHERE target = ? AND version = ?';
        const row = db.find<{ body: unknown }>(sql, targetKey(target), version);
        return row && unpack(row.body, target);
      });
      return read.ok ? read.value : undefined;
    },
    forget: (target) => write((db) => db.run('DELETE FROM checkpoint WHERE target = ?', targetKey(target))),
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
