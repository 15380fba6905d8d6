// Reads and writes table bodies with their checksums.
import type { Database } from './database.ts';
import { decodeBlock, encodeBlock, type Level } from '../columns/block.ts';
import { seal, unseal } from './checksum.ts';
import type { Points } from '../columns/points.ts';
import type { StoredRow } from '../columns/chunk-columns.ts';

/** A block without its body, for choosing the blocks to read. */
export interface BlockHead {
  readonly id: number;
  readonly stream: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly level: Level;
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

export const blockHead =
  'id, stream, first_seq AS firstSeq, last_seq AS lastSeq, level, from_ms AS fromMs, to_ms AS toMs, points';

/**
 * Identifies a row for its checksum. `before` is the previous row of the chunk, 0 for its first: a row stores changes
 * and is invalid without its predecessor.
 */
function placeRow(seq: number, stream: number, atMs: number, before: number): string {
  return `row ${seq} ${stream} ${atMs} after ${before}`;
}

/** The identification used before rows recorded their predecessor. */
function placeLooseRow(seq: number, stream: number, atMs: number): string {
  return `row ${seq} ${stream} ${atMs}`;
}

function placeBlock(block: Omit<BlockHead, 'id'>): string {
  const { stream, firstSeq, lastSeq, level, fromMs, toMs, points } = block;
  return `block ${stream} ${firstSeq} ${lastSeq} ${level} ${fromMs} ${toMs} ${points}`;
}

interface NewRow {
  readonly seq: number;
  readonly stream: number;
  readonly atMs: number;
  /** The previous row of the chunk; 0 for its first. */
  readonly before: number;
}

export function insertRow(db: Database, { seq, stream, atMs, before }: NewRow, body: Uint8Array): void {
  db.run('INSERT INTO recent VALUES (?, ?, ?, ?)', seq, stream, atMs, seal(body, placeRow(seq, stream, atMs, before)));
}

/** Reads the rows of a chunk from index `from` on. Throws Damage, also if a row is missing. */
export function readRows(db: Database, stream: number, seqs: readonly number[], from = 0): readonly StoredRow[] {
  const rows: StoredRow[] = [];
  for (let index = from; index < seqs.length; index++) {
    const seq = seqs[index]!;
    const row = db.find<{ atMs: number; body: unknown }>('SELECT at_ms AS atMs, body FROM recent WHERE seq = ?', seq);
    const atMs = row?.atMs ?? 0;
    const places = [placeRow(seq, stream, atMs, seqs[index - 1] ?? 0), placeLooseRow(seq, stream, atMs)];
    rows.push({ atMs, body: unseal(row?.body, ...places) });
  }
  return rows;
}

export function insertBlock(
  db: Database,
  range: Pick<BlockHead, 'stream' | 'firstSeq' | 'lastSeq'>,
  level: Level,
  points: Points,
): void {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const timeMs of points.timesMs) {
    if (timeMs < fromMs) fromMs = timeMs;
    if (timeMs > toMs) toMs = timeMs;
  }
  const head = { ...range, level, fromMs, toMs, points: points.timesMs.length };
  db.run(
    'INSERT INTO block (stream, first_seq, last_seq, level, from_ms, to_ms, points, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    head.stream,
    head.firstSeq,
    head.lastSeq,
    level,
    fromMs,
    toMs,
    head.points,
    seal(encodeBlock(points, level), placeBlock(head)),
  );
}

/** Throws Damage. */
export function readBlock(db: Database, head: BlockHead): Points {
  const row = db.find<{ body: unknown }>('SELECT body FROM block WHERE id = ?', head.id);
  return decodeBlock(unseal(row?.body, placeBlock(head)), head.level);
}

export function deleteBlock(db: Database, head: BlockHead): void {
  db.run('DELETE FROM block WHERE id = ?', head.id);
}
