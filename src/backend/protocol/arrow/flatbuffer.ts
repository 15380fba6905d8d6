// Writes flatbuffers front to back: a table first, with holes, then what it points to, each filling its hole. Offsets
// in flatbuffers point forward, so nothing has to be moved or known beforehand.
// The format: https://flatbuffers.dev/internals/
import type { ByteWriter } from './byte-writer.ts';

type SlotType = 'uint8' | 'int16' | 'int32' | 'int64' | 'offset';

const sizes: Readonly<Record<SlotType, number>> = { uint8: 1, int16: 2, int32: 4, int64: 8, offset: 4 };

/** Where the fields of one kind of table lie, worked out once. */
export interface TableLayout<Name extends string> {
  readonly vtable: readonly number[];
  readonly size: number;
  /** From the table's start. */
  readonly at: Readonly<Record<Name, number>>;
}

/**
 * @param slots the table's fields, keyed by name, in the order of the schema; `null` for one that is never written
 */
export function layOutTable<Name extends string>(
  slots: readonly (readonly [name: Name, type: SlotType] | null)[],
): TableLayout<Name> {
  const at: Partial<Record<Name, number>> = {};
  // Widest first leaves no gaps. The first four bytes of a table point to its vtable.
  const widestFirst = slots.filter((slot) => slot !== null).sort(([, a], [, b]) => sizes[b] - sizes[a]);
  let size = 4;
  for (const [name, type] of widestFirst) {
    at[name] = size;
    size += sizes[type];
  }
  const offsets = slots.map((slot) => (slot ? (at[slot[0]] ?? 0) : 0));
  const vtable = [4 + 2 * offsets.length, size, ...offsets];
  return { vtable, size, at: at as Record<Name, number> };
}

/** Appends an empty table and says where it starts; its fields are set at `start + layout.at.<name>`. */
export function appendTable(writer: ByteWriter, layout: TableLayout<string>): number {
  const vtableStart = writer.reserve(2 * layout.vtable.length);
  layout.vtable.forEach((value, index) => writer.setUint16(vtableStart + 2 * index, value));
  // The first field stands four bytes in and may be eight wide.
  writer.align(8);
  const padding = writer.reserve(4);
  const start = padding + 4;
  writer.reserve(layout.size);
  writer.setInt32(start, start - vtableStart);
  return start;
}

/** Makes the offset stored at `hole` point to `target`, which lies behind it. */
export function setOffset(writer: ByteWriter, hole: number, target: number): void {
  writer.setUint32(hole, target - hole);
}

/** Appends a string and points `hole` to it. */
export function appendString(writer: ByteWriter, hole: number, text: string): void {
  writer.align(4);
  const start = writer.reserve(4);
  writer.setUint32(start, writer.appendText(text));
  // Strings end in a zero byte that their length does not count.
  writer.reserve(1);
  setOffset(writer, hole, start);
}

/** Appends a vector of `count` zeroed items, points `hole` to it, and says where the first item starts. */
export function appendVector(writer: ByteWriter, hole: number, count: number, itemSize: number): number {
  // The length stands right before the items, which may need to start at a multiple of eight.
  writer.align(8);
  const start = writer.reserve(8) + 4;
  writer.setUint32(start, count);
  setOffset(writer, hole, start);
  return writer.reserve(count * itemSize);
}
