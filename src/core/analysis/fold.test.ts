import type { Group } from './model.ts';
import { foldRest } from './fold.ts';

const groups = [9, 5, 2, 1].map((count) => ({
  key: `${count}`,
  count,
  leaked: count % 2,
})) as unknown as readonly Group[];

test('the first groups stay, the others become a sum', () => {
  const { top, other } = foldRest(groups, 2);
  expect(top.map(({ count }) => count)).toEqual([9, 5]);
  expect(other).toEqual({ groups: 2, count: 3, leaked: 1 });
});

test.each([4, 5, 100])('nothing is folded when %i groups may stay', (limit) => {
  expect(foldRest(groups, limit)).toEqual({ top: groups, other: { groups: 0, count: 0, leaked: 0 } });
});

test('everything is folded when none may stay', () => {
  expect(foldRest(groups, 0)).toEqual({ top: [], other: { groups: 4, count: 17, leaked: 3 } });
});
