// Keeps a history file small: downsamples old samples, deletes older ones, and frees space. Each step is one short
// transaction and reports whether more work is left.
import type { Catalog, StreamEntry } from './catalog.ts';
import type { Database } from './database.ts';
import { joinPoints } from '../columns/points.ts';
import { sealHeadChunk } from './seal-chunk.ts';
import { blockHead, deleteBlock, insertBlock, readBlock, type BlockHead } from './stored-rows.ts';
import { downsample } from '../columns/downsample.ts';
import { Damage } from '../columns/byte-reader.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/agreed-times.ts';

export interface UpkeepRules {
  readonly retentionMs: number;
  readonly maxBytes: number;
}

/** How long single samples are kept. */
export const rawMs = dayMs;

/** After this time a slowly growing chunk is sealed, such as one of hourly leak profiles. */
const openMs = 2 * hourMs;

/** A downsampled block covers about a day. */
const pointsPerDownsampledBlock = 300;

const rowsPerStep = 2_000;
const blocksPerStep = 20;
const pagesPerStep = 250;

export interface UpkeepTimes {
  readonly nowMs: number;
  /** The time by which samples are downsampled and deleted; see confirmed-time.ts. */
  readonly confirmedMs: number;
}

export interface UpkeepStep {
  readonly name: string;
  /**
   * Does a bounded amount of work in one transaction and returns true if there was any. Throws SQLite's errors and
   * Damage.
   */
  run(db: Database, catalog: Catalog, times: UpkeepTimes, rules: UpkeepRules): boolean;
}

const sealIdle: UpkeepStep = {
  name: 'seal',
  run(db, catalog, { nowMs }) {
    for (const stream of catalog.streams.values()) {
      if (stream.seqs.length === 0 || Math.abs(nowMs - stream.openSinceMs) < openMs) continue;
      if (isGrowing(stream, nowMs)) continue;
      db.transact(() => sealHeadChunk(db, stream));
      return true;
    }
    return false;
  },
};

/** The chunk will be full soon, and its rows do not block the deletion of others. */
function isGrowing({ seqs, openSinceMs, lastMs }: StreamEntry, nowMs: number): boolean {
  const perMs = seqs.length / Math.max(1, lastMs - openSinceMs);
  return nowMs - lastMs < openMs / 4 && nowMs - openSinceMs < 4 * openMs && perMs * openMs > 60;
}

const downsampleOldest: UpkeepStep = {
  name: 'downsample',
  run(db, _catalog, { confirmedMs }) {
    const head = db.find<BlockHead>(
      `SELECT ${blockHead} FROM block WHERE level = 'raw' AND to_ms < ? ORDER BY to_ms LIMIT 1`,
      Math.floor(confirmedMs - rawMs),
    );
    if (head === undefined) return false;
    db.transact(() => downsampleBlock(db, head));
    return true;
  },
};

function downsampleBlock(db: Database, head: BlockHead): void {
  const before = db.find<BlockHead>(
    `SELECT ${blockHead} FROM block WHERE stream = ? AND first_seq < ? ORDER BY first_seq DESC LIMIT 1`,
    head.stream,
    head.firstSeq,
  );
  const earlier = before && readBlock(db, before);
  const downsampled = downsample(readBlock(db, head), earlier?.lives.at(-1));
  deleteBlock(db, head);
  const { stream, firstSeq, lastSeq } = head;
  const canJoin =
    before?.level === 'thinned' && before.points + downsampled.timesMs.length <= pointsPerDownsampledBlock;
  if (before === undefined || earlier === undefined || !canJoin) {
    insertBlock(db, { stream, firstSeq, lastSeq }, 'thinned', downsampled);
    return;
  }
  deleteBlock(db, before);
  insertBlock(db, { stream, firstSeq: before.firstSeq, lastSeq }, 'thinned', joinPoints(earlier, downsampled));
}

/** Deletes sealed rows, from the oldest row of the file up to the first unsealed one. */
const dropSealedRows: UpkeepStep = {
  name: 'drop rows',
  run(db, catalog) {
    if (catalog.oldestSeq === 0) return false;
    let firstOpen = catalog.nextSeq;
    for (const { seqs } of catalog.streams.values())
      if (seqs[0] !== undefined) firstOpen = Math.min(firstOpen, seqs[0]);
    if (firstOpen <= catalog.oldestSeq) return false;
    const upTo = Math.min(firstOpen, catalog.oldestSeq + rowsPerStep);
    db.transact(() => db.run('DELETE FROM recent WHERE seq < ?', upTo));
    catalog.oldestSeq = upTo;
    return true;
  },
};

const forgetOld: UpkeepStep = {
  name: 'forget old',
  run: (db, catalog, { confirmedMs }, { retentionMs }) => {
    const cutoffMs = Math.floor(confirmedMs - retentionMs);
    const heads = db.list<BlockHead>(
      `SELECT ${blockHead} FROM block WHERE to_ms < ? AND level IN ('raw', 'thinned') ORDER BY to_ms LIMIT ?`,
      cutoffMs,
      blocksPerStep,
    );
    return forget(db, catalog, heads);
  },
};

const makeRoom: UpkeepStep = {
  name: 'make room',
  run(db, catalog, times, rules) {
    if (measureUsedBytes(db) <= rules.maxBytes) return false;
    if (dropSealedRows.run(db, catalog, times, rules)) return true;
    const heads = db.list<BlockHead>(`SELECT ${blockHead} FROM block ORDER BY to_ms LIMIT ?`, blocksPerStep);
    if (heads.length > 0) return forget(db, catalog, heads);
    // Nothing is sealed yet, so the chunk that has been open longest is sealed first.
    const oldest = findOldestHeadChunk(catalog);
    if (oldest === undefined) return false;
    db.transact(() => sealHeadChunk(db, oldest));
    return true;
  },
};

function findOldestHeadChunk(catalog: Catalog): StreamEntry | undefined {
  let oldest: StreamEntry | undefined;
  for (const stream of catalog.streams.values()) {
    const first = stream.seqs[0];
    if (first !== undefined && first < (oldest?.seqs[0] ?? Infinity)) oldest = stream;
  }
  return oldest;
}

function forget(db: Database, catalog: Catalog, heads: readonly BlockHead[]): boolean {
  if (heads.length === 0) return false;
  db.transact(() => {
    for (const head of heads) deleteBlock(db, head);
  });
  for (const id of new Set(heads.map((head) => head.stream))) {
    const stream = catalog.streams.get(id);
    if (stream === undefined) continue;
    const left = db.find<{ fromMs: number | null }>('SELECT min(from_ms) AS fromMs FROM block WHERE stream = ?', id);
    const openMs = stream.seqs.length > 0 ? stream.openSinceMs : Infinity;
    stream.firstMs = Math.min(left?.fromMs ?? Infinity, openMs);
    if (stream.firstMs === Infinity) stream.lastMs = -Infinity;
  }
  return true;
}

/** Deletes unused names. They are small, so once a day is enough. */
const forgetNames: UpkeepStep = {
  name: 'forget names',
  run(db, catalog, { confirmedMs }, { retentionMs }) {
    if (Math.abs(confirmedMs - (readNumber(db, 'names_forgotten_ms') ?? 0)) < dayMs) return false;
    const cutoffMs = Math.floor(confirmedMs - retentionMs - 2 * dayMs);
    const gone = [...catalog.targets].filter(([, { streams }]) =>
      [...streams.values()].every(({ seqs, lastMs }) => seqs.length === 0 && lastMs === -Infinity),
    );
    db.transact(() => {
      db.run("INSERT OR REPLACE INTO meta VALUES ('names_forgotten_ms', ?)", String(confirmedMs));
      for (const [, target] of gone) forgetTarget(db, target.id);
      db.run('DELETE FROM series WHERE used_ms < ?', cutoffMs);
      db.run('DELETE FROM stack WHERE id NOT IN (SELECT stack FROM series)');
      db.run('DELETE FROM onset WHERE at_ms < ?', cutoffMs);
      db.run('DELETE FROM life WHERE at_ms < ? AND id NOT IN (SELECT max(id) FROM life GROUP BY target)', cutoffMs);
    });
    throw new Outdated();
  },
};

function forgetTarget(db: Database, target: number): void {
  db.run('DELETE FROM series WHERE stream IN (SELECT id FROM stream WHERE target = ?)', target);
  for (const table of ['stream', 'life', 'onset', 'checkpoint', 'judgement'])
    db.run(`DELETE FROM ${table} WHERE target = ?`, target);
  db.run('DELETE FROM target WHERE id = ?', target);
}

/** Records the retention in the file, for the cleanup of files whose data source was deleted. */
const noteRetention: UpkeepStep = {
  name: 'note retention',
  run(db, _catalog, _times, { retentionMs }) {
    if (readRetentionMs(db) !== retentionMs) writeNumber(db, 'retention_ms', retentionMs);
    return false;
  },
};

/** Records the confirmed time. The next process continues from it. */
const noteConfirmed: UpkeepStep = {
  name: 'note time',
  run(db, _catalog, { confirmedMs }) {
    const known = readConfirmedMs(db) ?? -Infinity;
    if (Math.abs(confirmedMs - known) >= noteConfirmedMs) writeNumber(db, 'confirmed_ms', Math.floor(confirmedMs));
    return false;
  },
};

/** After a restart the clock counts as confirmed up to here, so a few lost minutes do not matter. */
const noteConfirmedMs = 10 * minuteMs;

/** Undefined if the file does not state it. */
export function readRetentionMs(db: Database): number | undefined {
  return readNumber(db, 'retention_ms');
}

/** Undefined if the file does not state it, because it is new or was written by an earlier version. */
export function readConfirmedMs(db: Database): number | undefined {
  return readNumber(db, 'confirmed_ms');
}

function readNumber(db: Database, name: string): number | undefined {
  const value = Number(db.find<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)?.value ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

function writeNumber(db: Database, name: string, value: number): void {
  db.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', name, String(value));
}

const giveBack: UpkeepStep = {
  name: 'give back',
  run(db) {
    const free = readPragma(db, 'freelist_count');
    // Some free space is kept, because it is reused within the hour.
    if (free < pagesPerStep / 4 || free < readPragma(db, 'page_count') / 4) return false;
    db.execute(`PRAGMA incremental_vacuum(${pagesPerStep})`);
    return readPragma(db, 'freelist_count') < free;
  },
};

/** Ordered so that each step prepares the next. */
export const upkeepSteps: readonly UpkeepStep[] = [
  noteRetention,
  noteConfirmed,
  sealIdle,
  downsampleOldest,
  forgetOld,
  dropSealedRows,
  makeRoom,
  forgetNames,
  giveBack,
];

/** The catalog no longer matches an intact file and must be read again. */
export class Outdated extends Error {}

/** Number of bytes in used pages. */
export function measureUsedBytes(db: Database): number {
  return (readPragma(db, 'page_count') - readPragma(db, 'freelist_count')) * readPragma(db, 'page_size');
}

function readPragma(db: Database, name: 'page_count' | 'page_size' | 'freelist_count'): number {
  return Object.values(db.find<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
}

/** Deletes damaged blocks, which would otherwise block the downsampling of later ones. */
export function dropDamagedBlocks(db: Database, confirmedMs: number): number {
  const heads = db.list<BlockHead>(
    `SELECT ${blockHead} FROM block WHERE level = 'raw' AND to_ms < ? ORDER BY to_ms LIMIT 50`,
    Math.floor(confirmedMs - rawMs),
  );
  const damaged = heads.filter((head) => isDamaged(db, head));
  db.transact(() => {
    for (const head of damaged) deleteBlock(db, head);
  });
  return damaged.length;
}

function isDamaged(db: Database, head: BlockHead): boolean {
  try {
    readBlock(db, head);
    return false;
  } catch (error) {
    if (error instanceof Damage) return true;
    throw error;
  }
}
