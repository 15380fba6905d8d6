// Columns of tables: a stable name, a title for people, and a value per row.
import type { Labels } from '../core/labels.ts';
import { renameLabels } from './group-labels.ts';
import type { Field } from './model.ts';

type Config = Readonly<Record<string, unknown>>;

interface TableColumns<Row> {
  numbers(name: string, displayName: string, read: (row: Row) => number | null, config?: Config): Field;
  /** Empty text means "mixed" or "unknown" and makes an empty cell. */
  texts(name: string, displayName: string, read: (row: Row) => string | null, config?: Config): Field;
  times(name: string, displayName: string, read: (row: Row) => number | null): Field;
  flags(name: string, displayName: string, read: (row: Row) => boolean): Field;
  /**
   * One column per label, under a name that is not `taken`. Its title is the label's own name, even where another
   * column has that name.
   */
  labels(keys: readonly string[], prefix: string, taken: Set<string>, read: (row: Row) => Labels): readonly Field[];
}

export function makeColumns<Row>(rows: readonly Row[]): TableColumns<Row> {
  const columns: TableColumns<Row> = {
    numbers: (name, displayName, read, config = {}) => ({
      name,
      type: 'number',
      values: rows.map(read),
      config: { displayName, ...config },
    }),
    texts: (name, displayName, read, config = {}) => ({
      name,
      type: 'string',
      values: rows.map((row) => read(row) || null),
      config: { displayName, ...config },
    }),
    times: (name, displayName, read) => ({ name, type: 'time', values: rows.map(read), config: { displayName } }),
    flags: (name, displayName, read) => ({ name, type: 'boolean', values: rows.map(read), config: { displayName } }),
    labels: (keys, prefix, taken, read) =>
      renameLabels({}, keys, prefix, taken).map(([name], index) => {
        const key = keys[index] ?? name;
        return columns.texts(name, key, (row) => (Object.hasOwn(read(row), key) ? (read(row)[key] ?? null) : null));
      }),
  };
  return columns;
}
