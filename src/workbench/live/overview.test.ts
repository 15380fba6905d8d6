import { dropUneven } from './overview.ts';

const series = [{ id: 'total', name: 'other', detail: '', values: [null, 5, 6, null, 9, null] }];
const set = { timesMs: [1, 2, 3, 4, 5, 6], series };

test('answers of the same samples stay whole', () => {
  expect(dropUneven(set, true)).toBe(set);
});

test('of a total that may be a sample ahead of its stacks, the newest points are not shown', () => {
  expect(dropUneven(set, false).series[0]?.values).toEqual([null, 5, null, null, null, null]);
});

test('a total of one point alone is not shown before its stacks are of the same sample', () => {
  const short = { timesMs: [1, 2], series: [{ ...series[0], id: 'total', name: '', detail: '', values: [null, 4] }] };
  expect(dropUneven(short, false).series[0]?.values).toEqual([null, null]);
});
