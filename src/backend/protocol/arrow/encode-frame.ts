// Encodes a data frame as the Arrow IPC file that Grafana reads.
import { Field as ArrowField, RecordBatch, RecordBatchFileWriter, Schema, Struct, makeData } from 'apache-arrow';
import type { DataFrame, Field } from '../../../frames/model.ts';
import { encodeColumn } from './columns.ts';

/** Metadata that tells Grafana about types that Arrow does not distinguish. */
const marks: Readonly<Partial<Record<Field['type'], string>>> = { enum: 'enum', json: 'other' };

/** Encodes one frame. Throws if its fields differ in length or an enum index is out of range: both are bugs. */
export function encodeFrame(frame: DataFrame): Uint8Array {
  const length = countRows(frame);
  const children = frame.fields.map(encodeColumn);
  const fields = frame.fields.map(
    (field, index) => new ArrowField(field.name, children[index]!.type, isNullable(field, frame), describeField(field)),
  );
  const schema = new Schema(fields, describeFrame(frame));
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  return writer.finish().toUint8Array(true);
}

/** Alert rules refuse a series with nullable times. */
function isNullable(field: Field, frame: DataFrame): boolean {
  return field.type !== 'time' || frame.meta?.type !== 'timeseries-multi' || field.values.includes(null);
}

function countRows(frame: DataFrame): number {
  const rows = frame.fields[0]?.values.length ?? 0;
  const odd = frame.fields.find((field) => field.values.length !== rows);
  if (odd) {
    throw new RangeError(`Field "${odd.name}" has ${odd.values.length} values where the frame has ${rows} rows.`);
  }
  return rows;
}

function describeFrame(frame: DataFrame): Map<string, string> {
  const metadata = new Map([
    ['name', frame.name ?? ''],
    ['refId', frame.refId ?? ''],
  ]);
  if (frame.meta) metadata.set('meta', JSON.stringify(frame.meta));
  return metadata;
}

function describeField(field: Field): Map<string, string> {
  const metadata = new Map<string, string>();
  const mark = marks[field.type];
  if (field.labels) metadata.set('labels', JSON.stringify(field.labels));
  if (field.config) metadata.set('config', JSON.stringify(field.config));
  if (mark) metadata.set('tstype', mark);
  return metadata;
}
