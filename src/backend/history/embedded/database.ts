// The little of SQLite that history uses. `node:sqlite` is loaded only when history is opened: Node 20 doesn't have it.
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export interface Database {
  readonly sqliteVersion: string;
  execute(sql: string): void;
  run(sql: string, ...values: SQLInputValue[]): void;
  /** Rows as objects: their columns are named as `T` has them. */
  list<T>(sql: string, ...values: SQLInputValue[]): T[];
  find<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  /** All or nothing. Throws what `work` throws, after everything it did is undone. */
  transact<T>(work: () => T): T;
  close(): void;
}

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
}

/** Throws what SQLite throws; see faults.ts. */
export async function openDatabase({ path, readOnly }: DatabaseOptions): Promise<Database> {
  const { DatabaseSync } = await loadSqlite();
  // Another process may be starting up: its first statements are short.
  return wrap(new DatabaseSync(path, { readOnly, timeout: 1_000 }));
}

type Sqlite = typeof sqliteModule;

let loading: Promise<Sqlite> | undefined;

/** Rejects where this Node has no SQLite. */
export function loadSqlite(): Promise<Sqlite> {
  loading ??= importQuietly();
  return loading;
}

/** Node calls the module experimental, on the standard error of whoever runs the command. */
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
      // Some faults have ended the transaction already.
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
