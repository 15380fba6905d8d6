// Encodes a column of arbitrary numbers, with NaN for missing ones. Values that are multiples of a power of ten, as
// most figures are, become integers; others stay doubles. Decoding is exact to the last bit.
import type { ByteReader } from './byte-reader.ts';
import { Damage } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { readWholeColumn, writeWholeColumn } from './whole-column.ts';

const empty = 0;
const doubles = 1;
/** `scaled + k`: integers to be divided by 10^k. */
const scaled = 2;
const maxDigits = 6;

const largestWhole = 2 ** 50;

export function writeFigureColumn(writer: ByteWriter, values: Float64Array): void {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return writer.writeVarint(empty);
  const digits = findDigits(present);
  writer.writeVarint(digits === undefined ? doubles : scaled + digits);
  writeWholeColumn(
    writer,
    Float64Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
  );
  writer.writeVarint(present.length);
  if (digits === undefined) {
    for (const value of present) writer.writeFloat(value);
  } else {
    writeWholeColumn(
      writer,
      present.map((value) => Math.round(value * 10 ** digits)),
    );
  }
}

/** The fewest decimal digits that represent every value exactly; undefined if none do. */
function findDigits(values: Float64Array): number | undefined {
  for (let digits = 0; digits <= maxDigits; digits++) {
    const factor = 10 ** digits;
    const isExact = (value: number) => {
      const whole = Math.round(value * factor);
      return Math.abs(whole) <= largestWhole && Object.is((whole + 0) / factor, value);
    };
    if (values.every(isExact)) return digits;
  }
  return undefined;
}

export function readFigureColumn(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count).fill(NaN);
  const form = reader.readVarint();
  if (form === empty) return values;
  if (form > scaled + maxDigits) throw new Damage('A column has an unknown form.');
  const mask = readWholeColumn(reader, count);
  const length = reader.readLength(count);
  const present = form === doubles ? readDoubles(reader, length) : readWholeColumn(reader, length);
  const factor = form === doubles ? 1 : 10 ** (form - scaled);
  let next = 0;
  for (let index = 0; index < count; index++) if (mask[index] === 1) values[index] = (present[next++] ?? NaN) / factor;
  return values;
}

function readDoubles(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) values[index] = reader.readFloat();
  return values;
}
