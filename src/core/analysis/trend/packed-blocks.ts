// Packs blocks. Most stacks are constant or move by a few goroutines, so each block is stored as its difference from
// the previous one, in a few bits. Lossless: values that do not fit are stored unchanged.
import { maxCount, type BitReader, type BitWriter } from './bits.ts';
import {
  dropAt,
  fallAt,
  fields,
  highAt,
  lastAt,
  lowAt,
  riseAt,
  riseSquaredAt,
  samplesAt,
  sumAt,
  upsAt,
  type DownsampledSeries,
} from './downsampled-series.ts';

/** What a track must answer: all fields of blocks, or means only. */
export type Detail = 'all' | 'means';

/** The kind of a block, and the bits of that field. */
const still = { code: 0b0, bits: 1 } as const;
const moved = { code: 0b10, bits: 2 } as const;
const gap = { code: 0b110, bits: 3 } as const;
const raw = { code: 0b111, bits: 3 } as const;

export function packSeries(writer: BitWriter, series: DownsampledSeries, detail: Detail): void {
  writer.writeCount(series.length);
  writer.writeCount(Math.round(Math.log2(series.widthMs / series.firstWidthMs)));
  writer.writeDouble(series.originMs);
  if (detail === 'means') return packMeans(writer, series);
  const { data } = series;
  const ahead = series.length === 0 ? 0 : data[lastAt]! - data[riseAt]! + data[fallAt]!;
  let before: Before = { low: 0, last: isDelta(ahead) ? ahead : 0, samples: 0 };
  writer.writeDelta(before.last);
  for (let at = 0; at < series.length * fields; at += fields) {
    if (data[at + samplesAt] === 0) {
      writer.writeBits(gap.code, gap.bits);
      continue;
    }
    if (!packBlock(writer, data, at, before)) {
      writer.writeBits(raw.code, raw.bits);
      for (let field = 0; field < fields; field++) writer.writeFloat(data[at + field]!);
    }
    before = { low: data[at + lowAt]!, last: data[at + lastAt]!, samples: data[at + samplesAt]! };
  }
}

/** Unpacks into an empty series. */
export function unpackSeries(reader: BitReader, series: DownsampledSeries, detail: Detail): void {
  series.length = reader.readCount();
  series.widthMs = series.firstWidthMs * 2 ** reader.readCount();
  series.originMs = reader.readDouble();
  if (detail === 'means') return unpackMeans(reader, series);
  const { data } = series;
  let low = 0;
  let last = reader.readDelta();
  let samples = 0;
  for (let at = 0; at < series.length * fields; at += fields) {
    if (reader.readBits(1) === still.code) {
      samples += reader.readDelta();
      low = last;
      data[at + lowAt] = last;
      data[at + highAt] = last;
      data[at + lastAt] = last;
      data[at + sumAt] = last * samples;
      data[at + samplesAt] = samples;
      data.fill(0, at + riseAt, at + fields);
      continue;
    }
    if (reader.readBits(1) === 0) {
      samples += reader.readDelta();
      low += reader.readDelta();
      const high = low + reader.readCount();
      const then = low + reader.readCount();
      const ups = reader.readCount();
      const rise = ups + reader.readCount();
      data[at + lowAt] = low;
      data[at + highAt] = high;
      data[at + lastAt] = then;
      data[at + sumAt] = low * samples + reader.readCount();
      data[at + samplesAt] = samples;
      data[at + riseAt] = rise;
      data[at + fallAt] = rise - (then - last);
      data[at + riseSquaredAt] = rise + 2 * reader.readCount();
      data[at + dropAt] = reader.readCount();
      data[at + upsAt] = ups;
      last = then;
      continue;
    }
    if (reader.readBits(1) === 0) {
      data.fill(0, at, at + fields);
      continue;
    }
    for (let field = 0; field < fields; field++) data[at + field] = reader.readFloat();
    low = data[at + lowAt]!;
    last = data[at + lastAt]!;
    samples = data[at + samplesAt]!;
  }
}

interface Before {
  readonly low: number;
  readonly last: number;
  readonly samples: number;
}

/** Returns false and writes nothing if the block cannot be restored from small integers. */
function packBlock(writer: BitWriter, data: Float32Array, at: number, before: Before): boolean {
  const low = data[at + lowAt]!;
  const high = data[at + highAt]!;
  const last = data[at + lastAt]!;
  const sum = data[at + sumAt]!;
  const rise = data[at + riseAt]!;
  const fall = data[at + fallAt]!;
  const riseSquared = data[at + riseSquaredAt]!;
  const drop = data[at + dropAt]!;
  const ups = data[at + upsAt]!;
  const samples = data[at + samplesAt]! - before.samples;
  if (!isDelta(samples)) return false;
  const isStill = low === before.last && high === low && last === low && rise === 0 && fall === 0 && drop === 0;
  if (isStill && ups === 0 && riseSquared === 0 && sum === Math.fround(low * data[at + samplesAt]!)) {
    writer.writeBits(still.code, still.bits);
    writer.writeDelta(samples);
    return true;
  }
  const extra = sum - low * data[at + samplesAt]!;
  const squares = (riseSquared - rise) / 2;
  if (
    !isWhole(low) ||
    !isWhole(high) ||
    !isWhole(last) ||
    !isWhole(sum) ||
    !isDelta(low - before.low) ||
    !isCount(high - low) ||
    !isCount(last - low) ||
    !isCount(ups) ||
    !isCount(rise - ups) ||
    !isCount(extra) ||
    !isCount(squares) ||
    !isCount(drop) ||
    fall !== rise - (last - before.last)
  )
    return false;
  writer.writeBits(moved.code, moved.bits);
  writer.writeDelta(samples);
  writer.writeDelta(low - before.low);
  writer.writeCount(high - low);
  writer.writeCount(last - low);
  writer.writeCount(ups);
  writer.writeCount(rise - ups);
  writer.writeCount(extra);
  writer.writeCount(squares);
  writer.writeCount(drop);
  return true;
}

/** Whether numbers can be added and subtracted without loss. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 48;
}

function isCount(value: number): boolean {
  return value >= 0 && value <= maxCount && Number.isInteger(value);
}

function isDelta(value: number): boolean {
  return Math.abs(value) < maxCount / 2 && Number.isInteger(value);
}

function packMeans(writer: BitWriter, { data, length }: DownsampledSeries): void {
  let before = 0;
  for (let at = 0; at < length * fields; at += fields) {
    const samples = data[at + samplesAt]!;
    const isSame = samples === before;
    writer.writeBits(isSame ? 0 : 1, 1);
    if (!isSame) writer.writeFloat(samples);
    if (samples > 0) writer.writeFloat(data[at + sumAt]!);
    before = samples;
  }
}

/** Fields other than the mean are read as constant. */
function unpackMeans(reader: BitReader, { data, length }: DownsampledSeries): void {
  let samples = 0;
  for (let at = 0; at < length * fields; at += fields) {
    if (reader.readBits(1) === 1) samples = reader.readFloat();
    const sum = samples > 0 ? reader.readFloat() : 0;
    data.fill(sum / Math.max(1, samples), at + lowAt, at + sumAt);
    data[at + sumAt] = sum;
    data[at + samplesAt] = samples;
    data.fill(0, at + riseAt, at + fields);
  }
}
