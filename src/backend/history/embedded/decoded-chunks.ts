// Caches head chunks as columns, because the panels of a dashboard read the same targets repeatedly. Only new rows are
// decoded. If the cache is full, chunks in use stay: plain LRU eviction would keep none when more targets are read than
// fit.
import { limits } from '../../../core/limits.ts';
import type { StreamEntry } from './catalog.ts';
import { ChunkColumns } from '../columns/chunk-columns.ts';
import type { Database } from './database.ts';
import type { Points } from '../columns/points.ts';
import { readRows } from './stored-rows.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface DecodedChunks {
  /**
   * Reads a stream that has rows. The result is shared and must not be written to. Throws SQLite's errors and Damage.
   */
  read(db: Database, stream: StreamEntry): Points;
  /** The total for all chunks. */
  bytes(): number;
}

interface DecodedChunk {
  readonly columns: ChunkColumns;
  readonly points: Points;
  readonly lastSeq: number;
  readonly bytes: number;
}

/** Dashboards refresh within this time. */
const inUseMs = minuteMs;

export function createDecodedChunks(maxBytes: number = limits.decodedChunks.value): DecodedChunks {
  /** Keyed by catalog entry, least recently used first. */
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
    bytes: () => totalBytes,
  };
}

/** Rows are only appended, and row numbers are never reused: after sealing, a chunk starts with new ones. */
function goesOn({ columns, lastSeq }: DecodedChunk, { seqs }: StreamEntry): boolean {
  return seqs[columns.rows - 1] === lastSeq;
}

/** A chunk with damaged rows is not cached. */
function readOn(db: Database, { id, seqs }: StreamEntry, known: DecodedChunk | undefined): DecodedChunk {
  const lastSeq = seqs.at(-1) ?? 0;
  if (known?.lastSeq === lastSeq) return known;
  const columns = known?.columns ?? new ChunkColumns(seqs.length);
  for (const row of readRows(db, id, seqs, columns.rows)) columns.add(row);
  return { columns, points: columns.points(), lastSeq, bytes: columns.bytes };
}

/** The cache of all histories of the process. */
export const processChunks = createDecodedChunks();
