// The rows of head chunks as columns, kept between questions: the panels of a dashboard ask for the same targets
// again and again. Rows that came since then are decoded behind the others. Where not all fit, the chunks that are in
// use stay: with plain least-recently-used eviction, asking for more targets than fit would keep none.
import { limits } from '../../../core/limits.ts';
import type { StreamEntry } from './catalog.ts';
import { ChunkColumns } from '../columns/chunk-columns.ts';
import type { Database } from './database.ts';
import type { Points } from '../columns/points.ts';
import { readRows } from './stored-rows.ts';

export interface DecodedChunks {
  /** Of a stream that has rows; shared, so not to be written to. Throws what SQLite throws and Damage. */
  read(db: Database, stream: StreamEntry): Points;
}

interface DecodedChunk {
  readonly columns: ChunkColumns;
  readonly points: Points;
  readonly lastSeq: number;
  readonly bytes: number;
}

/** Dashboards refresh within it. */
const inUseMs = 60_000;

export function createDecodedChunks(maxBytes: number = limits.decodedChunks.value): DecodedChunks {
  /** By the catalog's very entry, least recently used first. */
  const chunks = new Map<StreamEntry, DecodedChunk & { readonly usedMs: number }>();
  let totalBytes = 0;

  function take(stream: StreamEntry): DecodedChunk | undefined {
    const known = chunks.get(stream);
    if (known === undefined) return undefined;
    chunks.delete(stream);
    totalBytes -= known.bytes;
    return known;
  }

  function keep(stream: StreamEntry, known: DecodedChunk): void {
    const nowMs = performance.now();
    chunks.set(stream, { ...known, usedMs: nowMs });
    totalBytes += known.bytes;
    for (const [other, { usedMs }] of chunks) {
      if (totalBytes <= maxBytes) return;
      if (nowMs - usedMs < inUseMs) break;
      take(other);
    }
    if (totalBytes > maxBytes) take(stream);
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

/** Rows are only ever added at the end, and no number is used twice: sealing begins a chunk with others. */
function goesOn({ columns, lastSeq }: DecodedChunk, { seqs }: StreamEntry): boolean {
  return seqs[columns.rows - 1] === lastSeq;
}

/** One whose rows are damaged isn't kept. */
function readOn(db: Database, { id, seqs }: StreamEntry, known: DecodedChunk | undefined): DecodedChunk {
  const lastSeq = seqs.at(-1) ?? 0;
  if (known?.lastSeq === lastSeq) return known;
  const columns = known?.columns ?? new ChunkColumns(seqs.length);
  for (const row of readRows(db, id, seqs, columns.rows)) columns.add(row);
  return { columns, points: columns.points(), lastSeq, bytes: columns.bytes };
}
