// The answer to `stacks`: a table with one row per group.
import type { Grade, Group } from '../core/analysis/model.ts';
import { listLabelKeys } from './group-labels.ts';
import type { Shape } from './group-labels.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';

/** A group with what is known about it. Null means unknown. */
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

/** Columns keep their names and order for every query, so that transformations in dashboards keep working. */
export function frameStacks(answer: StacksAnswer): DataFrame {
  const { rows } = answer;
  const { numbers, texts, labels } = makeColumns(rows);
  const columns: readonly Field[] = [
    numbers('count', 'Count', (row) => row.group.count),
    numbers('change', 'Change', (row) => row.change),
    numbers('growthPerMinute', 'Growth per minute', (row) => row.growthPerMinute, { decimals: 1 }),
    texts('state', 'State', (row) => row.group.state),
    numbers('longestWait', 'Longest wait', (row) => row.group.wait?.max ?? null, { unit: 'm' }),
    texts('function', 'Function', (row) => row.group.function),
    texts('location', 'Location', (row) => row.group.location),
    texts('creator', 'Creator', (row) => row.group.creator),
    texts('cause', 'Cause, if it leaks', (row) => row.cause),
    texts('grade', 'Grade', (row) => row.grade),
    texts('fingerprint', 'Fingerprint', (row) => row.group.fingerprint),
    texts('rawFunction', 'Raw function', (row) => row.group.rawFunction),
    texts('package', 'Package', (row) => row.group.package),
    numbers('leaked', 'Proven leaked', (row) => row.group.leaked),
    numbers('targets', 'Targets', (row) => row.group.targets),
  ];
  const taken = new Set(columns.map((column) => column.name));
  return {
    name: 'stacks',
    fields: [
      ...columns,
      ...labels(answer.per, 'target_', taken, (row) => row.group.per),
      ...labels(listLabelKeys(answer), 'label_', taken, (row) => row.group.labels),
    ],
    meta: { ...answer.meta, type: 'table', preferredVisualisationType: 'table' },
  };
}
