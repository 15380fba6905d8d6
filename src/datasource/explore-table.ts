// Adapts tables to Explore, which draws twenty columns of equal width, and links on every row of a linked column.
import type { DataFrame, Field, FieldType } from '@grafana/data';
import type { QueryType } from '../core/query/model.ts';

/** Number of columns that Explore shows without asking. */
const maxColumns = 20;

interface ColumnOrder {
  /** Columns before and after the labels of `per`. */
  readonly first: readonly string[];
  readonly then: readonly string[];
  /** Left-out columns; the remaining unknown ones are labels. */
  readonly never: readonly string[];
}

/** The shown columns of a wide table; null shows all. */
const columnOrders: Readonly<Record<QueryType, ColumnOrder | null>> = {
  suspects: {
    first: ['grade', 'function', 'state', 'count', 'growthPerMinute', 'since'],
    then: [
      ...['causeName', 'fix', 'evidence', 'also', 'changedThen', 'surer', 'timeLeftMin', 'memoryMax', 'stopped'],
      ...['fingerprint', 'instances', 'instancesOf', 'location', 'creator'],
    ],
    never: [
      ...['cause', 'memoryMin', 'timeLeftMax', 'once', 'rawFunction', 'package', 'leaked', 'targets'],
      ...['probability', 'parts'],
    ],
  },
  // A correlation opens half a window, which shows only the first columns.
  stacks: {
    first: ['count', 'function', 'state', 'growthPerMinute', 'change'],
    then: [
      ...['longestWait', 'location', 'creator', 'cause', 'grade', 'fingerprint'],
      ...['rawFunction', 'package', 'leaked', 'targets'],
    ],
    never: [],
  },
  stack: null,
  trend: null,
  count: null,
  flamegraph: null,
  diff: null,
  dump: null,
  source: null,
  runtime: null,
  events: null,
  targets: null,
  verdict: {
    first: ['state'],
    then: [
      ...[
        'sentence',
        'function',
        'goroutines',
        'growthPerMinute',
        'since',
        'stopped',
        'causeName',
        'surer',
        'timeLeftMin',
        'next',
      ],
      ...['grade', 'count', 'location', 'stackState', 'fingerprint'],
    ],
    never: ['reason', 'cause', 'timeLeftMax'],
  },
};

/** The most useful columns, up to Explore's number. */
export function chooseColumns(frame: DataFrame, type: QueryType): DataFrame {
  const order = columnOrders[type];
  if (order === null) return frame;
  const { first, then, never } = order;
  const byName = new Map(frame.fields.map((field) => [field.name, field]));
  const known = new Set([...first, ...then, ...never]);
  const labels = frame.fields.map(({ name }) => name).filter((name) => !known.has(name));
  const named = [...first, ...labels, ...then].slice(0, maxColumns);
  return { ...frame, fields: named.flatMap((name) => byName.get(name) ?? []) };
}

/** An empty table shows the reason as a row, because notices are a small icon above it. */
export function explainEmpty(frame: DataFrame): DataFrame {
  if (frame.length > 0 || frame.meta?.preferredVisualisationType !== 'table') return frame;
  const { why } = (frame.meta.custom ?? {}) as { readonly why?: readonly string[] };
  const reasons = why?.length ? [...why] : (frame.meta.notices ?? []).map(({ text }) => text);
  const values = reasons.length > 0 ? reasons : ['Nothing matches.'];
  const custom = { wrapText: true, cellOptions: { type: 'auto', wrapText: true } };
  const reason: Field = {
    name: 'reason',
    type: 'string' as FieldType,
    config: { displayName: 'Nothing to show', custom },
    values,
  };
  return { ...frame, fields: [reason], length: values.length };
}

/** The row "other" has no stack to link to, so its name moves from the linked column to the next. */
export function moveRest(frame: DataFrame): DataFrame {
  const find = (name: string): Field | undefined => frame.fields.find((field) => field.name === name);
  const [fingerprint, named] = [find('fingerprint'), find('function')];
  if (fingerprint === undefined || named === undefined || find('state') === undefined) return frame;
  const isRest = (row: number): boolean => fingerprint.values[row] === 'other';
  const fields = frame.fields.map((field) => {
    if (field.name === 'function' || field.name === 'fingerprint') return mapValues(field, isRest, () => null);
    return field.name === 'state' ? mapValues(field, isRest, (row) => named.values[row] as unknown) : field;
  });
  return { ...frame, fields };
}

function mapValues(field: Field, isMeant: (row: number) => boolean, read: (row: number) => unknown): Field {
  return { ...field, values: field.values.map((value: unknown, row) => (isMeant(row) ? read(row) : value)) };
}
