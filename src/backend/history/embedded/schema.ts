// The tables of a history file, their version, and the upgrade of older files.
import { Damage } from '../columns/byte-reader.ts';
import type { Database } from './database.ts';

/*
 * target    one label set                              stream    one kind of profile of a target
 * stack     frames, once for all targets               state     the runtime's words
 * series    a stack in a state in a stream; `slot` counts from 0 in each stream and is never reused
 * life      one process of a target, numbered in the order of arrival
 * recent    one sample: the changes since the previous one (row.ts)
 * block     many samples of one stream (block.ts), including rows of `recent` up to `stream.sealed_seq`
 * onset     a stack that began to leak
 * baseline  a named snapshot of all targets (baseline-text.ts)
 * evidence  the profile, and optionally a dump, of a process at the onset of a leak (evidence-store.ts)
 * checkpoint  what verdicts remember of a target (checkpoint-store.ts)
 * judgement   what was judged of it last, which changes with each sample (checkpoint-store.ts)
 *
 * Checksums of `series` and `stream` cover the names that their numbers refer to.
 * `seq` numbers all samples in order of arrival. Times cannot, because clocks may be set back.
 */
const tables = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE target (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE stream (
    id INTEGER PRIMARY KEY, target INTEGER NOT NULL, kind TEXT NOT NULL, sealed_seq INTEGER NOT NULL, next_slot INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (target, kind)
  ) STRICT;
  CREATE TABLE stack (
    id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, location TEXT NOT NULL, written_ms INTEGER NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE state (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE series (
    stream INTEGER NOT NULL, slot INTEGER NOT NULL, stack INTEGER NOT NULL, state INTEGER NOT NULL, labels TEXT NOT NULL,
    system INTEGER NOT NULL, used_ms INTEGER NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (stream, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE life (
    id INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL, at_ms INTEGER NOT NULL, start_ms REAL, build TEXT
  ) STRICT;
  CREATE INDEX life_of_target ON life (target, id);
  CREATE TABLE recent (seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, at_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
  CREATE TABLE block (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, level TEXT NOT NULL,
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, points INTEGER NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX block_of_stream ON block (stream, first_seq, last_seq, level, from_ms, to_ms, points);
  CREATE INDEX block_by_age ON block (level, to_ms);
  CREATE TABLE onset (id INTEGER PRIMARY KEY, target INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX onset_of_target ON onset (target, at_ms);
`;

const baselineTable = `
  CREATE TABLE baseline (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, at_ms INTEGER NOT NULL, targets INTEGER NOT NULL, goroutines INTEGER NOT NULL, body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const evidenceTable = `
  CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, at_ms INTEGER NOT NULL, fingerprint TEXT NOT NULL, goroutines INTEGER NOT NULL,
    about TEXT NOT NULL, profile BLOB NOT NULL, dump BLOB
  ) STRICT;
  CREATE INDEX evidence_of_target ON evidence (target, at_ms);
`;

const checkpointTable = `
  CREATE TABLE checkpoint (target INTEGER PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL) STRICT;
`;

const judgementTable = `
  CREATE TABLE judgement (target INTEGER PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL) STRICT;
`;

/** The tables that a version added to the first ones. */
const addedTables = [baselineTable, evidenceTable, checkpointTable, judgementTable];

export const schemaVersion = 5;

/**
 * Each entry upgrades from the version in its key to the next. Changing the tables of a released version requires a new
 * entry.
 */
const upgrades: Readonly<Record<number, (db: Database) => void>> = {
  1: (db) => db.execute(baselineTable),
  2: (db) => db.execute(evidenceTable),
  3: (db) => db.execute(checkpointTable),
  4: (db) => db.execute(judgementTable),
};

/** "Prkd", which `file` and SQLite's tools display. */
const applicationId = 0x50726b64;

export type SchemaState =
  | { readonly state: 'ready' }
  /** Written by a later version of Parked, which records whether this version can still read it. */
  | { readonly state: 'newer'; readonly version: number; readonly writtenBy: string; readonly readable: boolean };

/** Must run first on a new file. Lets the file shrink when rows are deleted. */
export function letShrink(db: Database): void {
  db.execute('PRAGMA auto_vacuum = INCREMENTAL');
}

/** Upgrades a writable file in one transaction. */
export function prepareSchema(db: Database, parkedVersion: string): SchemaState {
  const before = inspectSchema(db);
  if (before.state === 'newer') return before;
  const version = readVersion(db);
  if (version === 0) {
    db.transact(() => {
      db.execute(tables);
      for (const added of addedTables) db.execute(added);
      db.run("INSERT INTO meta VALUES ('readable_from', '1')");
      db.execute(`PRAGMA application_id = ${applicationId}`);
      db.execute(`PRAGMA user_version = ${schemaVersion}`);
    });
  }
  for (let from = readVersion(db); from < schemaVersion; from++) {
    db.transact(() => {
      upgrades[from]?.(db);
      db.execute(`PRAGMA user_version = ${from + 1}`);
    });
  }
  checkDefinitions(db);
  const known = db.find<{ value: string }>("SELECT value FROM meta WHERE name = 'written_by'")?.value;
  if (known !== parkedVersion) db.run("INSERT OR REPLACE INTO meta VALUES ('written_by', ?)", parkedVersion);
  return { state: 'ready' };
}

/**
 * Detects damaged table definitions: a flipped bit renames a column without an error from SQLite. Throws Damage. A file
 * that is not Parked's is ignored.
 */
function checkDefinitions(db: Database): void {
  const id = db.find<{ application_id: number }>('PRAGMA application_id')?.application_id;
  if (id !== applicationId) return;
  const found = db.list<{ sql: string }>("SELECT sql AS sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'");
  const known = new Set([tables, ...addedTables].join(';').split(';').map(formatDefinition));
  known.delete('');
  if (found.length === known.size && found.every(({ sql }) => known.has(formatDefinition(sql)))) return;
  throw new Damage('The definition of a table was changed.');
}

function formatDefinition(sql: unknown): string {
  return String(sql).replaceAll(/\s+/g, ' ').trim();
}

export function inspectSchema(db: Database): SchemaState {
  const version = readVersion(db);
  if (version <= schemaVersion) return { state: 'ready' };
  const find = (name: string) => db.find<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)?.value;
  return {
    state: 'newer',
    version,
    writtenBy: find('written_by') ?? 'unknown',
    readable: Number(find('readable_from') ?? Infinity) <= schemaVersion,
  };
}

/** 0 for a new file. */
function readVersion(db: Database): number {
  return db.find<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}
