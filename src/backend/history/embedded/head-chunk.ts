// The head chunk of a stream: its series and the counts of its newest row. The next row stores the changes from these.
import type { HeadChunk, StreamEntry } from './catalog.ts';
import { Damage } from '../columns/byte-reader.ts';
import type { Database } from './database.ts';
import { decodeRows } from '../columns/chunk-columns.ts';
import { readRows } from './stored-rows.ts';

/** Beyond this many states or labels, they are compared as text. */
const maxStates = 4_096;

export function makeSeriesKey(stack: number, state: number, labels: string): number | string {
  return labels === '' && state < maxStates ? stack * maxStates + state : `${stack} ${state} ${labels}`;
}

/** Reads it from the file unless it is in memory. Throws Damage. */
export function openHeadChunk(db: Database, stream: StreamEntry): HeadChunk {
  if (stream.chunk !== undefined) return stream.chunk;
  const chunk: HeadChunk = { positions: new Map(), slots: [], usedMs: [], before: [] };
  const series = db.list<{ slot: number; stack: number; state: number; labels: string; usedMs: number }>(
    'SELECT slot, stack, state, labels, used_ms AS usedMs FROM series WHERE stream = ? ORDER BY slot',
    stream.id,
  );
  for (const { slot, stack, state, labels, usedMs } of series) {
    chunk.positions.set(makeSeriesKey(stack, state, labels), chunk.slots.length);
    chunk.slots.push(slot);
    chunk.usedMs.push(usedMs);
  }
  chunk.before = Array<number>(chunk.slots.length).fill(0);
  if (stream.seqs.length > 0) recallCounts(db, stream, chunk);
  stream.chunk = chunk;
  return chunk;
}

function recallCounts(db: Database, stream: StreamEntry, chunk: HeadChunk): void {
  const points = decodeRows(readRows(db, stream.id, stream.seqs));
  const newest = points.timesMs.length - 1;
  const positions = new Map(chunk.slots.map((slot, position) => [slot, position]));
  for (const [index, slot] of points.slots.entries()) {
    const position = positions.get(slot);
    if (position !== undefined) chunk.before[position] = points.counts[index]?.last[newest] ?? 0;
  }
}

/** Whether its rows are unreadable. */
export function isHeadChunkDamaged(db: Database, stream: StreamEntry): boolean {
  try {
    openHeadChunk(db, stream);
    return false;
  } catch (error) {
    if (error instanceof Damage) return true;
    throw error;
  }
}
