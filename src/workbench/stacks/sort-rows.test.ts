import { nextSorting, sortRows } from './sort-rows.ts';

const rows = [
  { name: 'b', count: 2 as number | null },
  { name: 'a', count: null },
  { name: 'c', count: 30 },
];
const names = (sorted: readonly { readonly name: string }[]) => sorted.map(({ name }) => name).join('');

test('numbers come largest first, texts by letters, and what is not known last', () => {
  expect(names(sortRows(rows, ({ count }) => count, false))).toBe('cba');
  expect(names(sortRows(rows, ({ count }) => count, true))).toBe('bca');
  expect(names(sortRows(rows, ({ name }) => name, false))).toBe('abc');
  expect(sortRows(rows, undefined, false)).toBe(rows);
});

test('a second press turns the order round, and a third gives the own order back', () => {
  const first = nextSorting(null, 'count');
  const second = nextSorting(first, 'count');
  expect([first, second, nextSorting(second, 'count')]).toEqual([
    { column: 'count', isReversed: false },
    { column: 'count', isReversed: true },
    null,
  ]);
  expect(nextSorting(second, 'state')).toEqual({ column: 'state', isReversed: false });
});
