// Converts columns of plain values to Arrow columns. It fills typed arrays directly, because the library's builders
// need several calls per value.
import type { Data } from 'apache-arrow';
import { Binary, Bool, Float64, TimestampNanosecond, Uint16, Utf8, makeData } from 'apache-arrow';
import { perObject } from '../../../core/per-object.ts';
import type { Field } from '../../../frames/model.ts';

/** A bitmap of the rows that have a value. */
interface Presence {
  readonly nullBitmap: Uint8Array;
  nullCount: number;
}

/** Throws on an enum index out of range, which is a bug. */
export function encodeColumn(field: Field): Data {
  const length = field.values.length;
  const presence = makePresence(length);
  switch (field.type) {
    case 'time':
      return encodeTimes(field.values);
    case 'number': {
      const data = fill(new Float64Array(length), field.values, presence, (value: number) => value);
      return makeData({ type: new Float64(), length, data, ...presence });
    }
    case 'enum': {
      const data = fill(new Uint16Array(length), field.values, presence, checkIndex);
      return makeData({ type: new Uint16(), length, data, ...presence });
    }
    case 'boolean':
      return makeData({ type: new Bool(), length, data: fillBits(field.values, presence), ...presence });
    case 'string':
      return makeData({ type: new Utf8(), length, ...joinTexts(field.values, presence), ...presence });
    case 'json': {
      const texts = joinTexts(field.values.map(stringifyJson), presence);
      return makeData({ type: new Binary(), length, ...texts, ...presence });
    }
  }
}

/** The series of a trend share their times. */
const encodeTimes = perObject((values: readonly (number | null)[]): Data => {
  const { length } = values;
  const presence = makePresence(length);
  const data = fill(new BigInt64Array(length), values, presence, toNanoseconds);
  return makeData({ type: new TimestampNanosecond(), length, data, ...presence });
});

function makePresence(length: number): Presence {
  return { nullBitmap: new Uint8Array((length + 7) >> 3), nullCount: 0 };
}

/** Stores the result of `convert` for each value. If it returns undefined, the row becomes null. */
function fill<Stored extends number | bigint, Column extends { [row: number]: Stored }>(
  column: Column,
  values: readonly (number | null)[],
  presence: Presence,
  convert: (value: number) => Stored | undefined,
): Column {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    const stored = value === null ? undefined : convert(value);
    if (stored !== undefined) (column as Record<number, Stored>)[row] = stored;
    notePresence(presence, row, stored !== undefined);
  }
  return column;
}

function fillBits(values: readonly (boolean | null)[], presence: Presence): Uint8Array {
  const data = new Uint8Array(presence.nullBitmap.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === true) setBit(data, row);
    notePresence(presence, row, value !== null);
  }
  return data;
}

/** Encodes all texts as one UTF-8 buffer with the end offset of each. */
function joinTexts(
  values: readonly (string | null)[],
  presence: Presence,
): { readonly valueOffsets: Int32Array; readonly data: Uint8Array } {
  const valueOffsets = new Int32Array(values.length + 1);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    valueOffsets[row + 1] = valueOffsets[row]! + (value === null ? 0 : Buffer.byteLength(value));
    notePresence(presence, row, value !== null);
  }
  return { valueOffsets, data: Buffer.from(values.join('')) };
}

function notePresence(presence: Presence, row: number, present: boolean): void {
  if (present) setBit(presence.nullBitmap, row);
  else presence.nullCount++;
}

function setBit(bits: Uint8Array, row: number): void {
  bits[row >> 3]! |= 1 << (row & 7);
}

/**
 * Milliseconds to nanoseconds. The product does not fit a double. A double of current milliseconds resolves a quarter
 * of a microsecond, so whole microseconds are exact and finer digits are noise.
 */
function toNanoseconds(milliseconds: number): bigint | undefined {
  const whole = Math.floor(milliseconds);
  const microseconds = whole * 1000 + Math.round((milliseconds - whole) * 1000);
  return Number.isSafeInteger(microseconds) ? BigInt(microseconds) * 1000n : undefined;
}

function checkIndex(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff) return value;
  throw new RangeError(`An enum column holds indices from 0 to 65535, not ${value}.`);
}

/** Undefined, functions and symbols have no JSON form and become null. */
function stringifyJson(value: unknown): string | null {
  const json = JSON.stringify([value]).slice(1, -1);
  return json === 'null' ? null : json;
}
