import fc from 'fast-check';
import { ChunkColumns, decodeRows, type StoredRow } from './chunk-columns.ts';
import { Damage } from './byte-reader.ts';
import type { Points } from './points.ts';
import { encodeRow } from './row.ts';

const seriesInAll = 6;

const noFigures = { goroutines: null, memoryLimitBytes: null, heapBytes: null, cpuSeconds: null, requests: null };

/** Counts of every series, row by row; most stay as they are. */
const chunks = fc
  .array(fc.array(fc.tuple(fc.nat(seriesInAll - 1), fc.nat(900)), { maxLength: 3 }), { minLength: 1, maxLength: 60 })
  .map((changes) => {
    const counts = [3, 3, 0, 0, 0, 0];
    return changes.map((row) => {
      for (const [series, count] of row) counts[series] = count;
      return [...counts];
    });
  });

function writeRows(counts: readonly (readonly number[])[]): readonly StoredRow[] {
  const slots = Array.from({ length: seriesInAll }, (_, series) => series * 2);
  return counts.map((now, index) => {
    const figures = index % 3 === 0 ? null : { ...noFigures, residentBytes: index * 1_000 };
    const head = { life: 1, tookMs: index, goroutines: now.reduce((sum, count) => sum + count, 0), figures };
    return { atMs: 1e12 + index * 15_000, body: encodeRow(head, slots, counts[index - 1] ?? [], now) };
  });
}

/** Everything an answer could read of them. */
function format({ timesMs, lives, tookMs, goroutines, figures, slots, counts }: Points) {
  const columns = [tookMs, goroutines, ...Object.values(figures), ...counts];
  return { slots, values: [timesMs, lives, ...columns.map(({ last }) => last)].map((values) => [...values]) };
}

it('tells every count of every row', () => {
  fc.assert(
    fc.property(chunks, (rows) => {
      const { slots, counts } = decodeRows(writeRows(rows));
      const told = rows.map((_, index) =>
        Array.from({ length: seriesInAll }, (_, series) => counts[slots.indexOf(series * 2)]?.last[index] ?? 0),
      );
      expect(told).toEqual(rows);
    }),
  );
});

it('is equal whether read at once or row by row, and earlier results stay unchanged', () => {
  fc.assert(
    fc.property(chunks, fc.nat(20), (counts, room) => {
      const rows = writeRows(counts);
      const columns = new ChunkColumns(room);
      const given = rows.map((row) => {
        columns.add(row);
        return columns.points();
      });
      expect(columns.rows).toBe(rows.length);
      for (const [index, points] of given.entries()) {
        expect(format(points)).toEqual(format(decodeRows(rows.slice(0, index + 1))));
      }
    }),
  );
});

it('keeps one array for all series that stand at the same value', () => {
  const { counts } = decodeRows(writeRows(Array.from({ length: 30 }, () => [3, 3, 5, 5, 5, 5])));
  expect(new Set(counts.map(({ last }) => last)).size).toBe(2);
  expect(counts.map(({ level }) => level)).toEqual([3, 3, 5, 5, 5, 5]);
});

it('reports bytes that cannot be a row', () => {
  const [row] = writeRows([[1, 2, 3, 4, 5, 6]]);
  const body = row?.body.subarray(0, -1) ?? new Uint8Array();
  expect(() => decodeRows([{ atMs: 0, body }])).toThrow(Damage);
});
