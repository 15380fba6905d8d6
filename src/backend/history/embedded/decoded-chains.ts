// Open chains as they were last read: the panels of a dashboard ask for the same targets in the same moment, and a chain
// has up to two hours of rows. The least recently used go first.
import { limits } from '../../../core/limits.ts';
import type { StreamEntry } from './book.ts';
import type { Database } from './database.ts';
import { isSingle, type BandColumn, type Points } from './points.ts';
import { decodeChain } from './row.ts';
import { readRows } from './stored-rows.ts';

export interface DecodedChains {
  /** Of a stream that has rows; shared, so not to be written to. Throws what SQLite throws and Damage. */
  read(db: Database, stream: StreamEntry): Points;
}

interface Known {
  readonly points: Points;
  readonly rows: number;
  readonly lastSeq: number;
  readonly bytes: number;
}

export function createDecodedChains(mostBytes: number = limits.decodedChains.value): DecodedChains {
  /** By the book's very entry, least recently used first. */
  const chains = new Map<StreamEntry, Known>();
  let totalBytes = 0;

  function forget(stream: StreamEntry): void {
    totalBytes -= chains.get(stream)?.bytes ?? 0;
    chains.delete(stream);
  }

  function keep(stream: StreamEntry, known: Known): void {
    forget(stream);
    chains.set(stream, known);
    totalBytes += known.bytes;
    for (const other of chains.keys()) {
      if (totalBytes <= mostBytes) break;
      forget(other);
    }
  }

  return {
    read(db, stream) {
      const { seqs } = stream;
      const lastSeq = seqs.at(-1) ?? 0;
      const known = chains.get(stream);
      // Rows are only ever added at the end, and no number is used twice: sealing begins a chain with others.
      if (known?.rows === seqs.length && known.lastSeq === lastSeq) {
        chains.delete(stream);
        chains.set(stream, known);
        return known.points;
      }
      const points = decodeChain(readRows(db, stream.id, seqs));
      keep(stream, { points, rows: seqs.length, lastSeq, bytes: measureBytes(points) });
      return points;
    },
  };
}

const bytesPerColumn = 100;

/** Series that don't move share a column. */
function measureBytes({ timesMs, counts, figures, tookMs, goroutines }: Points): number {
  const arrays = new Set<Float64Array>();
  const add = (column: BandColumn): void => {
    for (const array of isSingle(column) ? [column.last] : [column.last, column.least, column.most]) arrays.add(array);
  };
  for (const column of [tookMs, goroutines, ...Object.values(figures), ...counts]) add(column);
  return (arrays.size + 3) * timesMs.byteLength + counts.length * bytesPerColumn;
}
