// The descriptions inside an Arrow file: schema, record batch, footer. Slot order and numbers are those of Arrow's
// Schema.fbs, Message.fbs and File.fbs (https://arrow.apache.org/docs/format/Columnar.html).
import type { ByteWriter } from './byte-writer.ts';
import { appendString, appendTable, appendVector, layOutTable, setOffset } from './flatbuffer.ts';

/** The physical types that frames need. */
export type ColumnType = 'timestamp' | 'float64' | 'utf8' | 'bool' | 'uint16' | 'binary';

/** Key and value pairs, in the order written. */
export type Metadata = readonly (readonly [key: string, value: string])[];

export interface SchemaField {
  readonly name: string;
  readonly type: ColumnType;
  readonly metadata: Metadata;
}

export interface Schema {
  readonly fields: readonly SchemaField[];
  readonly metadata: Metadata;
}

/** Where one buffer of a column lies, from the start of the batch's body. */
export interface BufferRange {
  readonly offset: number;
  readonly length: number;
}

/** The part of a batch's metadata that is known once its body is written. */
export interface BatchHoles {
  /** Where the length and null count of each column go, 16 bytes a column. */
  readonly nodes: number;
  /** Where the range of each buffer goes, 16 bytes a buffer. */
  readonly buffers: number;
  /** Where the length of the whole body goes. */
  readonly bodyLength: number;
}

/** What of a schema's bytes can stand in another place as well: they point only into themselves. */
export interface SchemaBytes {
  readonly start: number;
  readonly end: number;
  /** From `start`. */
  readonly table: number;
}

/** Where the one record batch lies in the file. */
export interface BatchBlock {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

const metadataV5 = 4;
const headerKind = { schema: 1, recordBatch: 3 } as const;
const typeKind: Readonly<Record<ColumnType, number>> = {
  uint16: 2, // Int
  float64: 3, // FloatingPoint
  binary: 4,
  utf8: 5,
  bool: 6,
  timestamp: 10,
};
const doublePrecision = 2;
const nanoseconds = 3;

const messageTable = layOutTable([
  ['version', 'int16'],
  ['headerKind', 'uint8'],
  ['header', 'offset'],
  ['bodyLength', 'int64'],
]);
const footerTable = layOutTable([['version', 'int16'], ['schema', 'offset'], null, ['batches', 'offset']]);
// Endianness, the first slot, is little by default.
const schemaTable = layOutTable([null, ['fields', 'offset'], ['metadata', 'offset']]);
const fieldTable = layOutTable([
  ['name', 'offset'],
  ['nullable', 'uint8'],
  ['typeKind', 'uint8'],
  ['type', 'offset'],
  null,
  ['children', 'offset'],
  ['metadata', 'offset'],
]);
const pairTable = layOutTable([
  ['key', 'offset'],
  ['value', 'offset'],
]);
const batchTable = layOutTable([
  ['rows', 'int64'],
  ['nodes', 'offset'],
  ['buffers', 'offset'],
]);
const plainTypeTable = layOutTable([]);
const intTable = layOutTable([['bits', 'int32']]);
const floatTable = layOutTable([['precision', 'int16']]);
const timestampTable = layOutTable([['unit', 'int16']]);

/** Appends the metadata of a schema message. */
export function appendSchemaMessage(writer: ByteWriter, schema: Schema): SchemaBytes {
  const { header } = appendMessageTable(writer, headerKind.schema);
  writer.align(8);
  const start = writer.length;
  const table = appendSchema(writer, schema);
  setOffset(writer, header, table);
  return { start, end: writer.length, table: table - start };
}

/** Appends the metadata of a record batch message, but for what {@link BatchHoles} names. */
export function appendBatchMessage(writer: ByteWriter, rows: number, columns: number, buffers: number): BatchHoles {
  const { header, bodyLength } = appendMessageTable(writer, headerKind.recordBatch);
  const batch = appendTable(writer, batchTable);
  setOffset(writer, header, batch);
  writer.setInt64(batch + batchTable.at.rows, rows);
  return {
    nodes: appendVector(writer, batch + batchTable.at.nodes, columns, 16),
    buffers: appendVector(writer, batch + batchTable.at.buffers, buffers, 16),
    bodyLength,
  };
}

/** Appends the file's footer, which repeats the schema and says where the batch lies. */
export function appendFooter(writer: ByteWriter, schema: SchemaBytes, block: BatchBlock): void {
  const root = writer.reserve(4);
  const footer = appendTable(writer, footerTable);
  setOffset(writer, root, footer);
  writer.setInt16(footer + footerTable.at.version, metadataV5);
  const batches = appendVector(writer, footer + footerTable.at.batches, 1, 24);
  writer.setInt64(batches, block.offset);
  writer.setInt32(batches + 8, block.metadataLength);
  writer.setInt64(batches + 16, block.bodyLength);
  writer.align(8);
  const copy = writer.appendCopy(schema.start, schema.end);
  setOffset(writer, footer + footerTable.at.schema, copy + schema.table);
}

/** Appends the envelope of a message and says where its header's offset and its body's length go. */
function appendMessageTable(
  writer: ByteWriter,
  kind: number,
): { readonly header: number; readonly bodyLength: number } {
  const root = writer.reserve(4);
  const message = appendTable(writer, messageTable);
  setOffset(writer, root, message);
  writer.setInt16(message + messageTable.at.version, metadataV5);
  writer.setUint8(message + messageTable.at.headerKind, kind);
  return { header: message + messageTable.at.header, bodyLength: message + messageTable.at.bodyLength };
}

function appendSchema(writer: ByteWriter, schema: Schema): number {
  const table = appendTable(writer, schemaTable);
  appendMetadata(writer, table + schemaTable.at.metadata, schema.metadata);
  const fields = appendVector(writer, table + schemaTable.at.fields, schema.fields.length, 4);
  schema.fields.forEach((field, index) => {
    const hole = fields + 4 * index;
    setOffset(writer, hole, appendField(writer, field));
  });
  return table;
}

function appendField(writer: ByteWriter, field: SchemaField): number {
  const table = appendTable(writer, fieldTable);
  writer.setUint8(table + fieldTable.at.nullable, 1);
  writer.setUint8(table + fieldTable.at.typeKind, typeKind[field.type]);
  setOffset(writer, table + fieldTable.at.type, appendType(writer, field.type));
  appendString(writer, table + fieldTable.at.name, field.name);
  // Readers in C++ insist on the vector even where there are no children.
  appendVector(writer, table + fieldTable.at.children, 0, 4);
  appendMetadata(writer, table + fieldTable.at.metadata, field.metadata);
  return table;
}

function appendType(writer: ByteWriter, type: ColumnType): number {
  switch (type) {
    case 'timestamp': {
      const table = appendTable(writer, timestampTable);
      writer.setInt16(table + timestampTable.at.unit, nanoseconds);
      return table;
    }
    case 'float64': {
      const table = appendTable(writer, floatTable);
      writer.setInt16(table + floatTable.at.precision, doublePrecision);
      return table;
    }
    case 'uint16': {
      const table = appendTable(writer, intTable);
      writer.setInt32(table + intTable.at.bits, 16);
      return table;
    }
    case 'utf8':
    case 'bool':
    case 'binary':
      return appendTable(writer, plainTypeTable);
  }
}

function appendMetadata(writer: ByteWriter, hole: number, metadata: Metadata): void {
  const pairs = appendVector(writer, hole, metadata.length, 4);
  metadata.forEach(([key, value], index) => {
    const pair = appendTable(writer, pairTable);
    setOffset(writer, pairs + 4 * index, pair);
    appendString(writer, pair + pairTable.at.key, key);
    appendString(writer, pair + pairTable.at.value, value);
  });
}
