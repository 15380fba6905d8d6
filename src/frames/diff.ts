// The answer to `diff`: a table with one row per changed group, the largest change first.
import type { ChangeKind, GroupChange } from '../core/analysis/diff/model.ts';
import type { Labels } from '../core/labels.ts';
import { listLabelKeys, renameLabels } from './group-labels.ts';
import type { Shape } from './group-labels.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';

interface DiffRow {
  readonly change: GroupChange;
  /** Null where it is unknown or not useful. */
  readonly cause: string | null;
}

interface DiffAnswer extends Shape {
  readonly rows: readonly DiffRow[];
  readonly meta: FrameMeta;
}

/** Words without blanks, since value mappings and transformations match them. */
const words: Readonly<Record<ChangeKind, string>> = {
  appeared: 'appeared',
  grew: 'grew',
  shrank: 'shrank',
  'went away': 'gone',
  same: 'same',
};

/** Columns keep their names and order for every query. */
export function frameDiff(answer: DiffAnswer): DataFrame {
  const { rows } = answer;
  const columns: readonly Field[] = [
    texts('what', 'What', rows, ({ change }) => words[change.kind]),
    numbers('change', 'Change', rows, ({ change }) => change.change),
    numbers('count', 'Now', rows, ({ change }) => change.after),
    numbers('before', 'Before', rows, ({ change }) => change.before),
    texts('state', 'State', rows, ({ change }) => change.group.state),
    texts('function', 'Function', rows, ({ change }) => change.group.function),
    texts('location', 'Location', rows, ({ change }) => change.group.location),
    texts('cause', 'Cause, if it leaks', rows, ({ cause }) => cause),
    texts('fingerprint', 'Fingerprint', rows, ({ change }) => change.group.fingerprint),
    texts('rawFunction', 'Raw function', rows, ({ change }) => change.group.rawFunction),
    texts('package', 'Package', rows, ({ change }) => change.group.package),
  ];
  const taken = new Set(columns.map(({ name }) => name));
  return {
    name: 'diff',
    fields: [
      ...columns,
      ...labelColumns(rows, answer.per, 'target_', taken, ({ change }) => change.group.per),
      ...labelColumns(rows, listLabelKeys(answer), 'label_', taken, ({ change }) => change.group.labels),
    ],
    meta: { ...answer.meta, type: 'table', preferredVisualisationType: 'table' },
  };
}

function labelColumns(
  rows: readonly DiffRow[],
  keys: readonly string[],
  prefix: string,
  taken: Set<string>,
  read: (row: DiffRow) => Labels,
): readonly Field[] {
  return renameLabels({}, keys, prefix, taken).map(([name], index) => {
    const key = keys[index] ?? name;
    return texts(name, key, rows, (row) => (Object.hasOwn(read(row), key) ? (read(row)[key] ?? null) : null));
  });
}

function numbers(name: string, displayName: string, rows: readonly DiffRow[], read: (row: DiffRow) => number): Field {
  return { name, type: 'number', values: rows.map(read), config: { displayName } };
}

function texts(
  name: string,
  displayName: string,
  rows: readonly DiffRow[],
  read: (row: DiffRow) => string | null,
): Field {
  return { name, type: 'string', values: rows.map((row) => read(row) || null), config: { displayName } };
}
