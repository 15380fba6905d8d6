// Encodes several hours of one target as deflated columns of differences. Columns of one kind are adjacent, because
// similar data compresses best together.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FigureName } from '../port.ts';
import { figureNames } from '../port.ts';
import { ByteReader, Damage } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readFigureColumn, writeFigureColumn } from './figure-column.ts';
import type { BandColumn, Points } from './points.ts';
import { makeSingle } from './points.ts';
import { readTimes, readWholeColumn, writeTimes, writeWholeColumn } from './whole-column.ts';

/** More than any block has. Prevents damaged bytes from allocating all memory. */
const maxPoints = 100_000;
const maxSlots = 1_000_000;
const maxInflatedBytes = 256 * 1024 * 1024;

/** `raw`: one sample per point. `thinned`, as files call it: downsampled to minimum, maximum and last of several. */
export type Level = 'raw' | 'thinned';

export function encodeBlock(points: Points, level: Level): Uint8Array {
  const writer = new ByteWriter(16 * 1024);
  const { timesMs, slots, counts } = points;
  writer.writeVarint(timesMs.length);
  writeTimes(writer, timesMs);
  writeWholeColumn(writer, points.samples);
  writeWholeColumn(writer, points.lives);
  const wholes = [points.tookMs, points.goroutines, ...counts];
  writer.writeVarint(slots.length);
  for (const [index, slot] of slots.entries()) writer.writeVarint(slot - (slots[index - 1] ?? 0));
  for (const { last } of wholes) writeWholeColumn(writer, last);
  if (level === 'thinned') {
    for (const { last, least } of wholes) writeWholeColumn(writer, subtract(last, least));
    for (const { last, most } of wholes) writeWholeColumn(writer, subtract(most, last));
  }
  for (const name of figureNames) {
    for (const values of listParts(points.figures[name], level)) writeFigureColumn(writer, values);
  }
  return deflateRawSync(writer.finish());
}

function listParts(column: BandColumn, level: Level): readonly Float64Array[] {
  return level === 'raw' ? [column.last] : [column.last, column.least, column.most];
}

/** Decodes a block. Throws Damage. */
export function decodeBlock(body: Uint8Array, level: Level): Points {
  const reader = new ByteReader(inflate(body));
  const count = reader.readLength(maxPoints);
  if (count === 0) throw new Damage('A block is empty.');
  const levels = new Map<number, Float64Array>();
  const readWhole = () => readWholeColumn(reader, count, levels);
  const makeColumn = (values: Float64Array) => makeSingle(values, findLevel(levels, values));
  const timesMs = readTimes(reader, count);
  const samples = readWhole();
  const lives = readWhole();
  const slots: number[] = [];
  const slotCount = reader.readLength(maxSlots);
  for (let index = 0; index < slotCount; index++) slots.push((slots[index - 1] ?? 0) + reader.readVarint());
  const lasts = Array.from({ length: slotCount + 2 }, readWhole);
  const [tookMs, goroutines, ...counts] = level === 'raw' ? lasts.map(makeColumn) : readBands(lasts, readWhole);
  const figures = {} as Record<FigureName, BandColumn>;
  for (const name of figureNames) {
    const last = readFigureColumn(reader, count);
    figures[name] =
      level === 'raw'
        ? makeSingle(last)
        : { last, least: readFigureColumn(reader, count), most: readFigureColumn(reader, count) };
  }
  if (!tookMs || !goroutines || !reader.isAtEnd()) throw new Damage('A block has bytes left over.');
  return { timesMs, samples, lives, tookMs, goroutines, figures, slots, counts };
}

function findLevel(levels: ReadonlyMap<number, Float64Array>, values: Float64Array): number | undefined {
  const [first] = values;
  return first !== undefined && levels.get(first) === values ? first : undefined;
}

function readBands(lasts: readonly Float64Array[], readWhole: () => Float64Array): readonly BandColumn[] {
  const leasts = lasts.map((last) => subtract(last, readWhole()));
  return lasts.map((last, index) => ({ last, least: leasts[index] ?? last, most: add(last, readWhole()) }));
}

function inflate(body: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(body, { maxOutputLength: maxInflatedBytes });
  } catch (error) {
    throw new Damage('A block cannot be unpacked.', { cause: error });
  }
}

function subtract(values: Float64Array, less: Float64Array): Float64Array {
  return values.map((value, index) => value - (less[index] ?? 0));
}

function add(values: Float64Array, more: Float64Array): Float64Array {
  return values.map((value, index) => value + (more[index] ?? 0));
}
