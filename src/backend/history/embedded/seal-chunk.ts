// Seals a head chunk: encodes its rows as the columns of a block. The same transaction marks the rows as sealed. They
// stay until the oldest rows of the whole file can be deleted together.
import type { StreamEntry } from './catalog.ts';
import { openHeadChunk } from './head-chunk.ts';
import type { Database } from './database.ts';
import { Damage } from '../columns/byte-reader.ts';
import { joinPoints, type Points } from '../columns/points.ts';
import { decodeRows } from '../columns/chunk-columns.ts';
import { blockHead, deleteBlock, insertBlock, readBlock, readRows, type BlockHead } from './stored-rows.ts';
import { dayMs } from '../../../core/agreed-times.ts';

/** An hour and a half at 15 s. Longer blocks are hardly smaller, and reading the newest hours would be slower. */
export const pointsPerBlock = 360;

/** Minimum time between two updates of a series' last use in the file. */
const markUsedMs = dayMs;

/** The threshold differs by stream, so that targets that started together are not all sealed in one round. */
export function isHeadChunkFull({ id, seqs }: StreamEntry): boolean {
  return seqs.length >= pointsPerBlock - ((id * 37) % 120);
}

/** Throws SQLite's errors and Damage. The catalog is then invalid. */
export function sealHeadChunk(db: Database, stream: StreamEntry): void {
  const [firstSeq] = stream.seqs;
  const lastSeq = stream.seqs.at(-1);
  if (firstSeq === undefined || lastSeq === undefined) return;
  const chunk = openHeadChunk(db, stream);
  const points = decodeRows(readRows(db, stream.id, stream.seqs));
  const before = findNewestBlock(db, stream);
  const earlier = before && before.points + points.timesMs.length <= pointsPerBlock ? readRaw(db, before) : undefined;
  if (before && earlier) {
    deleteBlock(db, before);
    insertBlock(db, { stream: stream.id, firstSeq: before.firstSeq, lastSeq }, 'raw', joinPoints(earlier, points));
  } else {
    insertBlock(db, { stream: stream.id, firstSeq, lastSeq }, 'raw', points);
  }
  db.run('UPDATE stream SET sealed_seq = ? WHERE id = ?', lastSeq, stream.id);
  const slots = new Set(points.slots);
  const timeMs = points.timesMs.at(-1) ?? 0;
  for (const [position, slot] of chunk.slots.entries()) {
    if (!slots.has(slot) || Math.abs(timeMs - (chunk.usedMs[position] ?? 0)) < markUsedMs) continue;
    db.run('UPDATE series SET used_ms = ? WHERE stream = ? AND slot = ?', timeMs, stream.id, slot);
    chunk.usedMs[position] = timeMs;
  }
  stream.sealedSeq = lastSeq;
  stream.seqs = [];
  chunk.before = chunk.before.map(() => 0);
}

function findNewestBlock(db: Database, { id }: StreamEntry): BlockHead | undefined {
  return db.find<BlockHead>(`SELECT ${blockHead} FROM block WHERE stream = ? ORDER BY first_seq DESC LIMIT 1`, id);
}

/** Undefined if the block cannot be extended, because it is downsampled or damaged. */
function readRaw(db: Database, head: BlockHead): Points | undefined {
  if (head.level !== 'raw') return undefined;
  try {
    return readBlock(db, head);
  } catch (error) {
    if (error instanceof Damage) return undefined;
    throw error;
  }
}
