// The answer to `stacks`: a table with one row a group.
import type { Grade, Group } from '../core/analysis/model.ts';
import type { Labels } from '../core/labels.ts';
import { listLabelKeys, renameLabels } from './group-labels.ts';
import type { Shape } from './group-labels.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';

/** A group with what was found out about it. Null where it is not known. */
export interface StackRow {
  readonly group: Group;
  /** Goroutines gained over the range. */
  readonly change: number | null;
  readonly growthPerMinute: number | null;
  readonly cause: string | null;
  readonly grade: Grade | null;
}

export interface StacksAnswer extends Shape {
  readonly rows: readonly StackRow[];
  readonly meta: FrameMeta;
}

/** Columns keep their names and order whatever was asked, so that transformations in dashboards keep working. */
export function frameStacks(answer: StacksAnswer): DataFrame {
  const { rows } = answer;
  const columns: readonly Field[] = [
    numbers('count', 'Count', rows, (row) => row.group.count),
    numbers('change', 'Change', rows, (row) => row.change),
    numbers('growthPerMinute', 'Growth per minute', rows, (row) => row.growthPerMinute, { decimals: 1 }),
    texts('state', 'State', rows, (row) => row.group.state),
    numbers('longestWait', 'Longest wait', rows, (row) => row.group.wait?.max ?? null, { unit: 'm' }),
    texts('function', 'Function', rows, (row) => row.group.function),
    texts('location', 'Location', rows, (row) => row.group.location),
    texts('creator', 'Creator', rows, (row) => row.group.creator),
    texts('cause', 'Cause, if it leaks', rows, (row) => row.cause),
    texts('grade', 'Grade', rows, (row) => row.grade),
    texts('fingerprint', 'Fingerprint', rows, (row) => row.group.fingerprint),
    texts('rawFunction', 'Raw function', rows, (row) => row.group.rawFunction),
    texts('package', 'Package', rows, (row) => row.group.package),
    numbers('leaked', 'Proven leaked', rows, (row) => row.group.leaked),
    numbers('targets', 'Targets', rows, (row) => row.group.targets),
  ];
  const taken = new Set(columns.map((column) => column.name));
  const labels = [
    ...labelColumns(rows, answer.per, 'target_', taken, (row) => row.group.per),
    ...labelColumns(rows, listLabelKeys(answer), 'label_', taken, (row) => row.group.labels),
  ];
  return {
    name: 'stacks',
    fields: [...columns, ...labels],
    meta: { ...answer.meta, type: 'table', preferredVisualisationType: 'table' },
  };
}

/** One column a label; its title is the label's own name even where another column has that name. */
function labelColumns(
  rows: readonly StackRow[],
  keys: readonly string[],
  prefix: string,
  taken: Set<string>,
  read: (row: StackRow) => Labels,
): readonly Field[] {
  const names = renameLabels({}, keys, prefix, taken).map(([name]) => name);
  return names.map((name, index) => {
    const key = keys[index] ?? name;
    return texts(name, key, rows, (row) => (Object.hasOwn(read(row), key) ? (read(row)[key] ?? null) : null));
  });
}

function numbers(
  name: string,
  displayName: string,
  rows: readonly StackRow[],
  read: (row: StackRow) => number | null,
  config: Readonly<Record<string, unknown>> = {},
): Field {
  return { name, type: 'number', values: rows.map(read), config: { displayName, ...config } };
}

/** Empty text means "mixed" or "not known": an empty cell. */
function texts(
  name: string,
  displayName: string,
  rows: readonly StackRow[],
  read: (row: StackRow) => string | null,
): Field {
  return { name, type: 'string', values: rows.map((row) => read(row) || null), config: { displayName } };
}
