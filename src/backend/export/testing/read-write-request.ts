// Decodes a remote write request with a different protobuf implementation than the encoder's.
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { uncompress } from 'snappyjs';

export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** `stale` if the value is the stale marker. */
  readonly samples: readonly (readonly [value: number | 'stale', atMs: number])[];
}

export function readWriteRequest(body: Uint8Array): readonly WrittenSeries[] {
  const reader = new BinaryReader(uncompress(body));
  const all: WrittenSeries[] = [];
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    if (field !== 1) throw new Error(`A request has no field ${field}.`);
    all.push(readSeries(reader.bytes()));
  }
  return all;
}

function readSeries(bytes: Uint8Array): WrittenSeries {
  const reader = new BinaryReader(bytes);
  const labels: [string, string][] = [];
  const samples: [number | 'stale', number][] = [];
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    const inner = new BinaryReader(reader.bytes());
    if (field === 1) labels.push([readField(inner, 1).string(), readField(inner, 2).string()]);
    else samples.push([readValue(readField(inner, 1)), Number(readField(inner, 2).int64())]);
  }
  const names = labels.map(([name]) => name);
  if (names.join() !== [...names].sort().join()) throw new Error('Labels are not sorted.');
  return { labels: Object.fromEntries(labels), samples };
}

function readField(reader: BinaryReader, number: number): BinaryReader {
  const [field] = reader.tag();
  if (field !== number) throw new Error(`Field ${field} where ${number} belongs.`);
  return reader;
}

function readValue(reader: BinaryReader): number | 'stale' {
  const bits = reader.fixed64();
  if (BigInt(bits) === 0x7ff0000000000002n) return 'stale';
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(bits));
  return view.getFloat64(0);
}
