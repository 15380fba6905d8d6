// The open end of a stream: its series and the counts of its newest row, from which the next row tells the differences.
import type { Chain, StreamEntry } from './book.ts';
import { Damage } from './byte-reader.ts';
import type { Database } from './database.ts';
import { decodeChain } from './chain-columns.ts';
import { readRows } from './stored-rows.ts';

/** States beyond this many, and labels, are told apart by text. */
const mostStates = 4_096;

export function makeSeriesKey(stack: number, state: number, labels: string): number | string {
  return labels === '' && state < mostStates ? stack * mostStates + state : `${stack} ${state} ${labels}`;
}

/** Reads it from the file where it isn't known. Throws Damage. */
export function openChain(db: Database, stream: StreamEntry): Chain {
  if (stream.chain !== undefined) return stream.chain;
  const chain: Chain = { positions: new Map(), slots: [], usedMs: [], before: [] };
  const series = db.list<{ slot: number; stack: number; state: number; labels: string; usedMs: number }>(
    'SELECT slot, stack, state, labels, used_ms AS usedMs FROM series WHERE stream = ? ORDER BY slot',
    stream.id,
  );
  for (const { slot, stack, state, labels, usedMs } of series) {
    chain.positions.set(makeSeriesKey(stack, state, labels), chain.slots.length);
    chain.slots.push(slot);
    chain.usedMs.push(usedMs);
  }
  chain.before = Array<number>(chain.slots.length).fill(0);
  if (stream.seqs.length > 0) recallCounts(db, stream, chain);
  stream.chain = chain;
  return chain;
}

function recallCounts(db: Database, stream: StreamEntry, chain: Chain): void {
  const points = decodeChain(readRows(db, stream.id, stream.seqs));
  const newest = points.timesMs.length - 1;
  const positions = new Map(chain.slots.map((slot, position) => [slot, position]));
  for (const [index, slot] of points.slots.entries()) {
    const position = positions.get(slot);
    if (position !== undefined) chain.before[position] = points.counts[index]?.last[newest] ?? 0;
  }
}

/** Whether its rows can be read back. */
export function isChainDamaged(db: Database, stream: StreamEntry): boolean {
  try {
    openChain(db, stream);
    return false;
  } catch (error) {
    if (error instanceof Damage) return true;
    throw error;
  }
}
