import { frameStacks } from './stacks.ts';
import type { StackRow, StacksAnswer } from './stacks.ts';
import { sampleGroup } from './testing/sample-group.ts';

const row = (changes: Partial<StackRow> = {}): StackRow => ({
  group: sampleGroup(),
  change: null,
  growthPerMinute: null,
  cause: null,
  grade: null,
  ...changes,
});

const frame = (rows: readonly StackRow[], changes: Partial<StacksAnswer> = {}) =>
  frameStacks({ rows, per: ['service'], groupBy: ['stack'], meta: {}, ...changes });

const cellsOf = (answer: ReturnType<typeof frame>, index = 0) =>
  Object.fromEntries(answer.fields.map((field) => [field.name, field.values[index]]));

test('a group is a row with all that is known of it', () => {
  const known = sampleGroup({ wait: { min: 3, max: 41 }, creator: 'main.main', leaked: 2, targets: 4 });
  const answer = frame([row({ group: known, change: 4, growthPerMinute: 0.5, grade: 'proven' })]);
  expect(cellsOf(answer)).toEqual({
    count: 12,
    change: 4,
    growthPerMinute: 0.5,
    state: 'chan send',
    longestWait: 41,
    function: 'shop/cart.(*Store).Put',
    location: 'store.go:41',
    creator: 'main.main',
    cause: null,
    grade: 'proven',
    fingerprint: '0123456789abcdef',
    rawFunction: 'shop/cart.(*Store[...]).Put',
    package: 'shop/cart',
    leaked: 2,
    targets: 4,
    service: 'shop',
  });
  expect(answer.meta).toMatchObject({ type: 'table', preferredVisualisationType: 'table' });
});

test('what is not known is null, not nothing at all', () => {
  const cells = cellsOf(frame([row({ group: sampleGroup({ fingerprint: '', function: '' }) })]));
  expect([cells['creator'], cells['longestWait'], cells['fingerprint'], cells['function']]).toEqual(
    Array.from({ length: 4 }, () => null),
  );
});

test('the columns are the same whatever the rows, and each is as long as the others', () => {
  const columns = (rows: readonly StackRow[]) => frame(rows).fields.map((field) => field.name);
  expect(columns([])).toEqual(columns([row(), row()]));
  expect(new Set(frame([row(), row()]).fields.map((field) => field.values.length))).toEqual(new Set([2]));
});

test('labels of targets and of goroutines are columns with names of their own', () => {
  const group = sampleGroup({ per: { count: 'one' }, labels: { count: 'two' } });
  const answer = frame([row({ group })], { per: ['count'], groupBy: ['stack', 'label:count'] });
  const names = answer.fields.map((field) => field.name);
  expect(new Set(names).size).toBe(names.length);
  expect(cellsOf(answer)).toMatchObject({ count: 12, target_count: 'one', label_count: 'two' });
});
