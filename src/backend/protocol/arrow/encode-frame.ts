// A data frame as the Arrow IPC file that Grafana reads: magic, schema, one record batch, footer, magic. Written
// directly rather than through a library, because an alert rule's answer is hundreds of frames of one number each,
// and a library's writer costs more for each of those than all the rest of the answer.
import type { DataFrame, Field } from '../../../frames/model.ts';
import { ByteWriter } from './byte-writer.ts';
import { appendColumn, storage } from './columns.ts';
import type { BatchHoles, Metadata, Schema } from './metadata.ts';
import { appendBatchMessage, appendFooter, appendSchemaMessage } from './metadata.ts';

const magic = 'ARROW1';
const continuation = 0xffffffff;

/** Encodes one frame. Throws when its fields differ in length or an enum index is out of range: both are bugs. */
export function encodeFrame(frame: DataFrame): Uint8Array<ArrayBuffer> {
  const { fields } = frame;
  const rows = countRows(frame);
  const buffers = fields.reduce((sum, field) => sum + storage[field.type].buffers, 0);

  const writer = new ByteWriter(estimateBytes(fields, rows));
  writer.appendText(magic);
  writer.align(8);
  const schemaStart = openMessage(writer);
  const schema = appendSchemaMessage(writer, describeSchema(frame));
  closeMessage(writer, schemaStart);

  const offset = openMessage(writer);
  const holes = appendBatchMessage(writer, rows, fields.length, buffers);
  const metadataLength = closeMessage(writer, offset);
  const bodyLength = appendBody(writer, fields, rows, holes);
  appendEndOfStream(writer);

  const footerStart = writer.length;
  appendFooter(writer, schema, { offset, metadataLength, bodyLength });
  const footerLength = writer.length - footerStart;
  writer.setUint32(writer.reserve(4), footerLength);
  writer.appendText(magic);
  return writer.finish();
}

/** Appends the columns, fills in what the batch's metadata says of them, and says how many bytes they take. */
function appendBody(writer: ByteWriter, fields: readonly Field[], rows: number, holes: BatchHoles): number {
  const start = writer.length;
  let range = holes.buffers;
  const closeBuffer = (bufferStart: number): void => {
    writer.setInt64(range, bufferStart - start);
    writer.setInt64(range + 8, writer.length - bufferStart);
    range += 16;
    writer.align(8);
  };
  fields.forEach((field, index) => {
    const nullCount = appendColumn(writer, field, closeBuffer);
    writer.setInt64(holes.nodes + 16 * index, rows);
    writer.setInt64(holes.nodes + 16 * index + 8, nullCount);
  });
  const bodyLength = writer.length - start;
  writer.setInt64(holes.bodyLength, bodyLength);
  return bodyLength;
}

function openMessage(writer: ByteWriter): number {
  const start = writer.reserve(8);
  writer.setUint32(start, continuation);
  return start;
}

/** Pads a message's metadata, writes its length before it, and says how many bytes it took in all. */
function closeMessage(writer: ByteWriter, start: number): number {
  writer.align(8);
  const length = writer.length - start;
  writer.setUint32(start + 4, length - 8);
  return length;
}

function appendEndOfStream(writer: ByteWriter): void {
  writer.setUint32(writer.reserve(8), continuation);
}

function countRows(frame: DataFrame): number {
  const rows = frame.fields[0]?.values.length ?? 0;
  const odd = frame.fields.find((field) => field.values.length !== rows);
  if (odd) {
    throw new RangeError(`Field "${odd.name}" has ${odd.values.length} values where the frame has ${rows} rows.`);
  }
  return rows;
}

function describeSchema(frame: DataFrame): Schema {
  const metadata: [string, string][] = [
    ['name', frame.name ?? ''],
    ['refId', frame.refId ?? ''],
  ];
  if (frame.meta) metadata.push(['meta', JSON.stringify(frame.meta)]);
  return {
    metadata,
    fields: frame.fields.map((field) => ({
      name: field.name,
      type: storage[field.type].type,
      metadata: describeField(field),
    })),
  };
}

function describeField(field: Field): Metadata {
  const metadata: [string, string][] = [];
  const { mark } = storage[field.type];
  if (field.labels) metadata.push(['labels', JSON.stringify(field.labels)]);
  if (field.config) metadata.push(['config', JSON.stringify(field.config)]);
  if (mark) metadata.push(['tstype', mark]);
  return metadata;
}

/** Enough for numbers and short texts: the buffer grows where it is not. */
function estimateBytes(fields: readonly Field[], rows: number): number {
  return 1024 + fields.length * (640 + rows * 12);
}
