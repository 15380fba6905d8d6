// Reads a frame as it goes over the wire, an Arrow file, with Apache's own reader: into rows of plain values.
import { tableFromIPC } from 'apache-arrow';

export type Cell = string | number | boolean | null;

export interface ReadFrame {
  readonly name: string;
  readonly refId: string;
  /** Grafana's `meta`. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly fields: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly values: readonly Cell[];
  }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** Throws when the bytes are no Arrow file. */
export function readFrame(bytes: Uint8Array): ReadFrame {
  const table = tableFromIPC(bytes);
  const about = table.schema.metadata;
  const fields = table.schema.fields.map((field, index) => {
    const column = table.getChildAt(index);
    const values = Array.from({ length: table.numRows }, (_, row) => readCell(column?.get(row)));
    return { name: field.name, labels: parse<Record<string, string>>(field.metadata.get('labels')), values };
  });
  const rows = Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(fields.map((field) => [field.name, field.values[row] ?? null])),
  );
  return {
    name: about.get('name') ?? '',
    refId: about.get('refId') ?? '',
    meta: parse(about.get('meta')),
    fields,
    rows,
  };
}

function parse<T extends object>(text: string | undefined): T {
  return JSON.parse(text === undefined || text === '' ? '{}' : text) as T;
}

function readCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}
