// SQLite compiled to WebAssembly, for Node 20, which has no SQLite. Its databases are in memory.
import type { SQLInputValue } from 'node:sqlite';
import type { BindParams, SqlValue, Statement } from 'sql.js';

/** A `Database` of database.ts. It is loaded on first use, because it takes a megabyte and only Node 20 needs it. */
export async function openWasmDatabase() {
  const { default: initSqlJs } = await import('sql.js/dist/sql-wasm-inline.js');
  const sqlite = new (await initSqlJs()).Database();
  const statements = new Map<string, Statement>();

  function list<T>(sql: string, ...values: SQLInputValue[]): T[] {
    let statement = statements.get(sql);
    if (statement === undefined) statements.set(sql, (statement = sqlite.prepare(sql)));
    const rows: Record<string, SqlValue>[] = [];
    try {
      statement.bind(values as BindParams);
      while (statement.step()) rows.push(statement.getAsObject());
    } finally {
      statement.reset();
    }
    return rows as T[];
  }

  return {
    sqliteVersion: list<{ version: string }>('SELECT sqlite_version() AS version')[0]?.version ?? '',
    execute: (sql: string) => void sqlite.run(sql),
    run: (sql: string, ...values: SQLInputValue[]) => void list(sql, ...values),
    list,
    find: <T>(sql: string, ...values: SQLInputValue[]) => list<T>(sql, ...values)[0],
    transact: <T>(work: () => T): T => {
      sqlite.run('BEGIN IMMEDIATE');
      try {
        const value = work();
        sqlite.run('COMMIT');
        return value;
      } catch (error) {
        sqlite.run('ROLLBACK');
        throw error;
      }
    },
    close: () => sqlite.close(),
  };
}
