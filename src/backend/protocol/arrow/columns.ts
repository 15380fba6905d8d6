// From a column of plain values to Arrow's buffers: a bitmap of what is there, offsets where lengths differ, values.
import type { Field } from '../../../frames/model.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { ColumnType } from './metadata.ts';

interface Storage {
  readonly type: ColumnType;
  /** Buffers a column: the bitmap, offsets where lengths differ, the values. */
  readonly buffers: number;
  /** By which Grafana tells apart what Arrow does not. */
  readonly mark?: string;
}

/** How each of our column types is stored. */
export const storage: Readonly<Record<Field['type'], Storage>> = {
  time: { type: 'timestamp', buffers: 2 },
  number: { type: 'float64', buffers: 2 },
  string: { type: 'utf8', buffers: 3 },
  boolean: { type: 'bool', buffers: 2 },
  enum: { type: 'uint16', buffers: 2, mark: 'enum' },
  json: { type: 'binary', buffers: 3, mark: 'other' },
};

/** Told where each buffer of a column starts, right after its last byte was written. */
export type CloseBuffer = (start: number) => void;

/** Appends the buffers of one column and counts its nulls. */
export function appendColumn(writer: ByteWriter, field: Field, close: CloseBuffer): number {
  const bitmap = writer.reserve((field.values.length + 7) >> 3);
  close(bitmap);
  return appendValues(writer, field, bitmap, close);
}

/** Appends values, sets the bit of each that is not null, and counts the nulls. */
function appendValues(writer: ByteWriter, field: Field, bitmap: number, close: CloseBuffer): number {
  switch (field.type) {
    case 'time':
      return appendFixed(writer, 8, field.values, bitmap, close, setNanoseconds);
    case 'number':
      return appendFixed(writer, 8, field.values, bitmap, close, setNumber);
    case 'enum':
      return appendFixed(writer, 2, field.values, bitmap, close, setIndex);
    case 'boolean':
      return appendBooleans(writer, field.values, bitmap, close);
    case 'string':
      return appendTexts(writer, field.values, bitmap, close);
    case 'json':
      return appendTexts(writer, field.values.map(stringifyJson), bitmap, close);
  }
}

/** Writes one value; false where it cannot be said in this type and becomes null. */
type SetValue = (writer: ByteWriter, at: number, value: number) => boolean;

function appendFixed(
  writer: ByteWriter,
  size: number,
  values: readonly (number | null)[],
  bitmap: number,
  close: CloseBuffer,
  setValue: SetValue,
): number {
  const start = writer.reserve(size * values.length);
  let nullCount = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null;
    if (value !== null && setValue(writer, start + size * index, value)) writer.setBit(bitmap, index);
    else nullCount++;
  }
  close(start);
  return nullCount;
}

function setNumber(writer: ByteWriter, at: number, value: number): boolean {
  writer.setFloat64(at, value);
  return true;
}

/**
 * Milliseconds to nanoseconds. The product does not fit a double, and a double of today's milliseconds resolves a
 * quarter of a microsecond: whole microseconds are exact, anything finer would be noise.
 */
function setNanoseconds(writer: ByteWriter, at: number, milliseconds: number): boolean {
  const whole = Math.floor(milliseconds);
  const microseconds = whole * 1000 + Math.round((milliseconds - whole) * 1000);
  if (!Number.isSafeInteger(microseconds)) return false;
  const high = Math.floor(microseconds / 0x1_0000_0000);
  const low = (microseconds >>> 0) * 1000;
  writer.setUint32(at, low >>> 0);
  writer.setInt32(at + 4, high * 1000 + Math.floor(low / 0x1_0000_0000));
  return true;
}

function setIndex(writer: ByteWriter, at: number, value: number): boolean {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw new RangeError(`An enum column holds indices from 0 to 65535, not ${value}.`);
  }
  writer.setUint16(at, value);
  return true;
}

function appendBooleans(
  writer: ByteWriter,
  values: readonly (boolean | null)[],
  bitmap: number,
  close: CloseBuffer,
): number {
  const start = writer.reserve((values.length + 7) >> 3);
  let nullCount = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null;
    if (value === null) nullCount++;
    else writer.setBit(bitmap, index);
    if (value === true) writer.setBit(start, index);
  }
  close(start);
  return nullCount;
}

function appendTexts(
  writer: ByteWriter,
  values: readonly (string | null)[],
  bitmap: number,
  close: CloseBuffer,
): number {
  const offsets = writer.reserve(4 * (values.length + 1));
  close(offsets);
  const start = writer.length;
  let nullCount = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null;
    if (value === null) {
      nullCount++;
    } else {
      writer.setBit(bitmap, index);
      writer.appendText(value);
    }
    writer.setInt32(offsets + 4 * (index + 1), writer.length - start);
  }
  close(start);
  return nullCount;
}

/** Undefined, functions and symbols have no JSON: they become null. */
function stringifyJson(value: unknown): string | null {
  return value === null ? null : (JSON.stringify(value) ?? null);
}
