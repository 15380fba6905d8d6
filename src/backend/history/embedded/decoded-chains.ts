// Open chains as they were last read: the panels of a dashboard ask for the same targets again and again, and a chain has
// up to two hours of rows. What came since then is read behind the rest. Where there is no room for all, those that were
// there first stay as long as they are used: of more targets than fit, asked for in turns, none would stay else.
import { limits } from '../../../core/limits.ts';
import type { StreamEntry } from './book.ts';
import { ChainColumns } from './chain-columns.ts';
import type { Database } from './database.ts';
import type { Points } from './points.ts';
import { readRows } from './stored-rows.ts';

export interface DecodedChains {
  /** Of a stream that has rows; shared, so not to be written to. Throws what SQLite throws and Damage. */
  read(db: Database, stream: StreamEntry): Points;
}

interface Known {
  readonly columns: ChainColumns;
  readonly points: Points;
  readonly lastSeq: number;
  readonly bytes: number;
}

/** Dashboards refresh within it. */
const inUseMs = 60_000;

export function createDecodedChains(mostBytes: number = limits.decodedChains.value): DecodedChains {
  /** By the book's very entry, least recently used first. */
  const chains = new Map<StreamEntry, Known & { readonly usedMs: number }>();
  let totalBytes = 0;

  function take(stream: StreamEntry): Known | undefined {
    const known = chains.get(stream);
    if (known === undefined) return undefined;
    chains.delete(stream);
    totalBytes -= known.bytes;
    return known;
  }

  function keep(stream: StreamEntry, known: Known): void {
    const nowMs = performance.now();
    chains.set(stream, { ...known, usedMs: nowMs });
    totalBytes += known.bytes;
    for (const [other, { usedMs }] of chains) {
      if (totalBytes <= mostBytes) return;
      if (nowMs - usedMs < inUseMs) break;
      take(other);
    }
    if (totalBytes > mostBytes) take(stream);
  }

  return {
    read(db, stream) {
      const known = take(stream);
      const next = known !== undefined && goesOn(known, stream) ? known : undefined;
      const read = readOn(db, stream, next);
      keep(stream, read);
      return read.points;
    },
  };
}

/** Rows are only ever added at the end, and no number is used twice: sealing begins a chain with others. */
function goesOn({ columns, lastSeq }: Known, { seqs }: StreamEntry): boolean {
  return seqs[columns.rows - 1] === lastSeq;
}

/** One whose rows are damaged isn't kept. */
function readOn(db: Database, { id, seqs }: StreamEntry, known: Known | undefined): Known {
  const lastSeq = seqs.at(-1) ?? 0;
  if (known?.lastSeq === lastSeq) return known;
  const columns = known?.columns ?? new ChainColumns(seqs.length);
  for (const row of readRows(db, id, seqs, columns.rows)) columns.add(row);
  return { columns, points: columns.points(), lastSeq, bytes: columns.bytes };
}
