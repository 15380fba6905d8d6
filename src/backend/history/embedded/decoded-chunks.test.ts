import { Damage } from '../columns/byte-reader.ts';
import { makeStreamEntry, type StreamEntry, type TargetEntry } from './catalog.ts';
import type { Database } from './database.ts';
import { createDecodedChunks } from './decoded-chunks.ts';
import { encodeRow } from '../columns/row.ts';
import { seal } from './checksum.ts';

const target: TargetEntry = { id: 1, labels: {}, streams: new Map(), life: undefined };
const head = { life: 1, tookMs: 3, goroutines: 9, figures: null };

/** Rows by their number, and how many of them were read. */
function makeRows() {
  const bodies = new Map<number, { readonly atMs: number; readonly body: Uint8Array }>();
  const account = { read: 0 };
  const find = (_: string, seq: number) => {
    account.read++;
    return bodies.get(seq);
  };
  const add = (stream: StreamEntry, count: number): void => {
    const seq = bodies.size + 1;
    const atMs = seq * 15_000;
    const before = stream.seqs.at(-1) ?? 0;
    // Counts grow by one a row.
    const body = encodeRow(head, [0], [stream.seqs.length === 0 ? 0 : count - 1], [count]);
    bodies.set(seq, { atMs, body: seal(body, `row ${seq} ${stream.id} ${atMs} after ${before}`) });
    stream.seqs.push(seq);
  };
  /** The newest row, whose changes then end in the middle of a number. */
  let whole: Uint8Array | undefined;
  const spoil = (): void => {
    const row = bodies.get(bodies.size)!;
    whole = row.body;
    bodies.set(bodies.size, { ...row, body: row.body.subarray(0, -1) });
  };
  const mend = (): void => void bodies.set(bodies.size, { ...bodies.get(bodies.size)!, body: whole! });
  return { db: { find } as unknown as Database, add, account, spoil, mend };
}

test('of a known chunk only new rows are read', () => {
  const { db, add, account } = makeRows();
  const chunks = createDecodedChunks();
  const stream = makeStreamEntry(1, target);
  for (let count = 1; count <= 50; count++) add(stream, count);
  const first = chunks.read(db, stream);
  expect(account.read).toBe(50);
  expect(chunks.read(db, stream)).toBe(first);
  expect(account.read).toBe(50);
  add(stream, 51);
  expect([...(chunks.read(db, stream).counts[0]?.last ?? [])]).toEqual(Array.from({ length: 51 }, (_, row) => row + 1));
  expect(account.read).toBe(51);
  expect(first.timesMs).toHaveLength(50);
});

test('a chunk that could not be read leaves nothing half known', () => {
  const { db, add, spoil, mend } = makeRows();
  const chunks = createDecodedChunks();
  const stream = makeStreamEntry(1, target);
  for (const count of [1, 2, 3]) add(stream, count);
  chunks.read(db, stream);
  add(stream, 4);
  spoil();
  for (let time = 0; time < 2; time++) expect(() => chunks.read(db, stream)).toThrow(Damage);
  mend();
  expect([...(chunks.read(db, stream).counts[0]?.last ?? [])]).toEqual([1, 2, 3, 4]);
});

test('a chunk that was sealed and begun again is read from its first row', () => {
  const { db, add } = makeRows();
  const chunks = createDecodedChunks();
  const stream = makeStreamEntry(1, target);
  for (const count of [1, 2, 3]) add(stream, count);
  chunks.read(db, stream);
  stream.seqs = [];
  for (const count of [7, 8, 9, 10]) add(stream, count);
  expect([...(chunks.read(db, stream).counts[0]?.last ?? [])]).toEqual([7, 8, 9, 10]);
});

test('of more chunks than fit, asked in turns, those that fit stay', () => {
  const { db, add, account } = makeRows();
  const streams = Array.from({ length: 10 }, (_, id) => makeStreamEntry(id + 1, target));
  for (const stream of streams) for (let count = 1; count <= 20; count++) add(stream, count);
  const chunks = createDecodedChunks(5 * 5_000);
  for (const stream of streams) chunks.read(db, stream);
  account.read = 0;
  for (const stream of streams) chunks.read(db, stream);
  expect(account.read).toBeGreaterThan(0);
  expect(account.read).toBeLessThan(8 * 20);
});
