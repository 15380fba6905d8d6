import type { DataFrame, FieldType } from '@grafana/data';
import { chooseColumns, explainEmpty, moveRest } from './explore-table.ts';

const makeFrame = (name: string, columns: Readonly<Record<string, readonly unknown[]>>): DataFrame => ({
  name,
  length: 2,
  fields: Object.entries(columns).map(([column, values]) => ({
    name: column,
    type: 'string' as FieldType,
    config: {},
    values: [...values],
  })),
});

test('tables of few columns stay as they are', () => {
  const frame = makeFrame('diff', { count: [], rawFunction: [] });
  expect(chooseColumns(frame, 'diff')).toBe(frame);
});

test('a table of stacks begins with what they are and how many', () => {
  const frame = makeFrame('stacks', { count: [], change: [], longestWait: [], function: [], service: [] });
  const names = chooseColumns(frame, 'stacks').fields.map(({ name }) => name);
  expect(names).toEqual(['count', 'function', 'change', 'service', 'longestWait']);
});

test('a table without rows says why in itself', () => {
  const meta = {
    preferredVisualisationType: 'table',
    notices: [{ severity: 'info', text: 'shop: watched for 3 minutes so far.' }],
  } as const;
  const empty = { ...makeFrame('suspects', { grade: [] }), length: 0, meta: { ...meta, notices: [...meta.notices] } };
  expect(explainEmpty(empty)).toMatchObject({
    length: 1,
    fields: [{ config: { displayName: 'Nothing to show' }, values: ['shop: watched for 3 minutes so far.'] }],
  });
  const full = { ...empty, length: 1 };
  expect(explainEmpty(full)).toBe(full);
});

describe('the rest beyond the limit', () => {
  const columns = { state: ['select', null], function: ['main.work', 'other (3 groups)'] };

  test('stays out of columns with links, which Explore draws on every row', () => {
    const { fields } = moveRest(makeFrame('stacks', { ...columns, fingerprint: ['00ff00ff00ff00ff', 'other'] }));
    expect(fields.map(({ values }) => values)).toEqual([
      ['select', 'other (3 groups)'],
      ['main.work', null],
      ['00ff00ff00ff00ff', null],
    ]);
  });

  test('is not what has no fingerprint since it is grouped by something else', () => {
    const { fields } = moveRest(makeFrame('stacks', { ...columns, fingerprint: [null, null] }));
    expect(fields[1]?.values).toEqual(columns.function);
  });
});
