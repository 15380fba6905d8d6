// One sample as a small row that is safe at once: what changed since the row before it. The first row of a chain tells
// everything; a chain ends when its rows are sealed into a block.
import type { ProcessFigures } from '../port.ts';
import { figureNames } from '../port.ts';
import { ByteReader, Damage } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BandColumn, Points } from './points.ts';
import { makeSingle, mapFigures } from './points.ts';

const mostChanges = 1_000_000;

export interface RowHead {
  readonly life: number;
  readonly tookMs: number;
  readonly goroutines: number;
  readonly figures: ProcessFigures['values'] | null;
}

/** `slots` ascends; `before` and `now` are the counts of those series. */
export function encodeRow(
  head: RowHead,
  slots: readonly number[],
  before: readonly number[],
  now: readonly number[],
): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarint(head.life);
  writer.writeVarint(head.tookMs);
  writer.writeVarint(head.goroutines);
  let mask = 0;
  for (const [bit, name] of figureNames.entries()) if (typeof head.figures?.[name] === 'number') mask |= 1 << bit;
  writer.writeVarint(mask);
  for (const name of figureNames) {
    const value = head.figures?.[name];
    if (typeof value === 'number') writer.writeFloat(value);
  }
  let previousSlot = 0;
  for (let index = 0; index < slots.length; index++) {
    const change = (now[index] ?? 0) - (before[index] ?? 0);
    if (change === 0) continue;
    const slot = slots[index] ?? 0;
    writer.writeVarint(slot - previousSlot);
    writer.writeSigned(change);
    previousSlot = slot;
  }
  return writer.finish();
}

export interface StoredRow {
  readonly atMs: number;
  readonly body: Uint8Array;
}

/** The rows of one chain, from its first. Throws Damage. */
export function decodeChain(rows: readonly StoredRow[]): Points {
  const count = rows.length;
  const makeColumn = () => new Float64Array(count);
  const lives = makeColumn();
  const tookMs = makeColumn();
  const goroutines = makeColumn();
  const figures = mapFigures(() => makeColumn().fill(NaN));
  const columns = new Map<number, { values: Float64Array | undefined; value: number; filled: number }>();
  for (const [index, { body }] of rows.entries()) {
    const reader = new ByteReader(body);
    lives[index] = reader.readVarint();
    tookMs[index] = reader.readVarint();
    goroutines[index] = reader.readVarint();
    const mask = reader.readVarint();
    for (const [bit, name] of figureNames.entries()) if (mask & (1 << bit)) figures[name][index] = reader.readFloat();
    let slot = 0;
    for (let changes = 0; !reader.isAtEnd(); changes++) {
      if (changes > mostChanges) throw new Damage('A row has too many changes.');
      slot += reader.readVarint();
      let column = columns.get(slot);
      if (column === undefined) columns.set(slot, (column = { values: undefined, value: 0, filled: 0 }));
      if (index > 0) (column.values ??= makeColumn()).fill(column.value, column.filled, index);
      column.value += reader.readSigned();
      column.filled = index;
    }
  }
  for (const { values, value, filled } of columns.values()) values?.fill(value, filled);
  /** Most series don't move: one column serves all of a level. */
  const levels = new Map<number, BandColumn>();
  const makeLevel = (value: number): BandColumn => {
    const known = levels.get(value) ?? makeSingle(makeColumn().fill(value), value);
    levels.set(value, known);
    return known;
  };
  const slots = [...columns.keys()].sort((a, b) => a - b);
  return {
    timesMs: Float64Array.from(rows, (row) => row.atMs),
    samples: makeColumn().fill(1),
    lives,
    tookMs: makeSingle(tookMs),
    goroutines: makeSingle(goroutines),
    figures: mapFigures((name) => makeSingle(figures[name])),
    slots,
    counts: slots.map((slot) => {
      const { values, value } = columns.get(slot) ?? { values: undefined, value: 0 };
      return values === undefined ? makeLevel(value) : makeSingle(values);
    }),
  };
}
