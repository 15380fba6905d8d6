// Encodes a column of integers as differences and runs, such as the counts of a stack over an hour. Most stacks are
// constant, so most columns take three bytes.
import type { ByteReader } from './byte-reader.ts';
import { Damage } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { zigzag } from './byte-writer.ts';

/*
 * After the first value, each token is
 *   0, n    n + 2 times the same value again
 *   1       the same value again
 *   t > 1   a difference d with zigzag(d) = t - 1
 */

/** Values are integers of at most 2^51. */
export function writeWholeColumn(writer: ByteWriter, values: ArrayLike<number>): void {
  let previous = values[0] ?? 0;
  writer.writeSigned(previous);
  let run = 0;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value === previous) {
      run++;
      continue;
    }
    writeRun(writer, run);
    run = 0;
    writer.writeVarint(zigzag(value - previous) + 1);
    previous = value;
  }
  writeRun(writer, run);
}

function writeRun(writer: ByteWriter, run: number): void {
  if (run === 0) return;
  if (run === 1) return writer.writeVarint(1);
  writer.writeVarint(0);
  writer.writeVarint(run - 2);
}

/**
 * Reads `count` values. With `levels`, constant columns (the common case) share one array per value, which must not be
 * written to.
 */
export function readWholeColumn(reader: ByteReader, count: number, levels?: Map<number, Float64Array>): Float64Array {
  if (count === 0) return new Float64Array(0);
  let value = reader.readSigned();
  let into: Float64Array | undefined;
  let index = 1;
  while (index < count) {
    const token = reader.readVarint();
    if (token > 1) {
      into ??= new Float64Array(count).fill(value, 0, index);
      value += token % 2 === 0 ? -token / 2 : (token - 1) / 2;
      into[index++] = value;
      continue;
    }
    const run = token === 1 ? 1 : reader.readVarint() + 2;
    if (index + run > count) throw new Damage('A column is too long.');
    into?.fill(value, index, index + run);
    index += run;
  }
  if (into !== undefined) return into;
  const known = levels?.get(value);
  if (known !== undefined) return known;
  const level = new Float64Array(count).fill(value);
  levels?.set(value, level);
  return level;
}

/** Encodes nearly equidistant values, such as sample times, as differences of differences. */
export function writeTimes(writer: ByteWriter, timesMs: ArrayLike<number>): void {
  const steps = new Float64Array(Math.max(0, timesMs.length - 1));
  for (let index = 0; index < steps.length; index++) steps[index] = (timesMs[index + 1] ?? 0) - (timesMs[index] ?? 0);
  writer.writeSigned(timesMs[0] ?? 0);
  if (steps.length > 0) writeWholeColumn(writer, steps);
}

export function readTimes(reader: ByteReader, count: number): Float64Array {
  const times = new Float64Array(count);
  times[0] = reader.readSigned();
  const steps = readWholeColumn(reader, count - 1);
  for (let index = 1; index < count; index++) times[index] = (times[index - 1] ?? 0) + (steps[index - 1] ?? 0);
  return times;
}
