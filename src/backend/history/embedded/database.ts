// The subset of SQLite that history uses. `node:sqlite` is loaded on first use. Node 20 lacks it and supports databases
// in memory only.
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { findFault } from './faults.ts';

/** The path of a database in memory. */
export const memoryPath = ':memory:';

export interface Database {
  readonly sqliteVersion: string;
  execute(sql: string): void;
  run(sql: string, ...values: SQLInputValue[]): void;
  /** Returns rows as objects, whose column names match `T`. */
  list<T>(sql: string, ...values: SQLInputValue[]): T[];
  find<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  /** Runs `work` in a transaction. If `work` throws, everything is rolled back and the error is rethrown. */
  transact<T>(work: () => T): T;
  close(): void;
}

interface DatabaseOptions {
  /** A file path or `memoryPath`. */
  readonly path: string;
  readonly readOnly: boolean;
}

/** Throws SQLite's errors; see faults.ts. */
export async function openDatabase({ path, readOnly }: DatabaseOptions): Promise<Database> {
  try {
    const { DatabaseSync } = await loadSqlite();
    // Another process may be starting up. Its first statements are short, so a short timeout is enough.
    return wrap(new DatabaseSync(path, { readOnly, timeout: 1_000 }));
  } catch (error) {
    if (path !== memoryPath || findFault(error) !== 'missing') throw error;
    return (await import('./wasm-database.ts')).openWasmDatabase();
  }
}

type Sqlite = typeof sqliteModule;

/** A module is loaded once per process. */
let loading: Promise<Sqlite> | undefined;

/** Rejects if this Node has no SQLite. */
export function loadSqlite(): Promise<Sqlite> {
  loading ??= importQuietly();
  return loading;
}

/** Suppresses Node's warning that the module is experimental, which would appear on the user's standard error. */
async function importQuietly(): Promise<Sqlite> {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: []) => {
    if (!String(warning).includes('SQLite')) emitWarning.call(process, warning, ...rest);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function wrap(sqlite: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (statement === undefined) statements.set(sql, (statement = sqlite.prepare(sql)));
    return statement;
  }

  function transact<T>(work: () => T): T {
    sqlite.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      sqlite.exec('COMMIT');
      return value;
    } catch (error) {
      // Some faults end the transaction by themselves.
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
  }

  const find = <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as T | undefined;
  try {
    return {
      sqliteVersion: (sqlite.prepare('SELECT sqlite_version() AS version').get() as { version: string }).version,
      execute: (sql) => sqlite.exec(sql),
      run: (sql, ...values) => void prepare(sql).run(...values),
      list: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as T[],
      find,
      transact,
      close: () => {
        statements.clear();
        sqlite.close();
      },
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
