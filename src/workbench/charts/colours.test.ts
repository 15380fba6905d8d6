import { assignColours } from './colours.ts';

test('a stack keeps its colour when ranks change', () => {
  const first = assignColours(new Map(), ['a', 'b', 'c']);
  expect([...first]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  const second = assignColours(first, ['c', 'd', 'a']);
  expect([...second]).toEqual([
    ['c', 2],
    ['d', 1],
    ['a', 0],
  ]);
  expect(assignColours(second, ['a', 'c', 'd'])).toBe(second);
});

test('no two stacks of a chart share a colour while there are enough', () => {
  let colours: ReadonlyMap<string, number> = new Map();
  for (let round = 0; round < 20; round++) {
    colours = assignColours(
      colours,
      Array.from({ length: 6 }, (_, index) => `stack ${round + index}`),
    );
    expect(new Set(colours.values()).size).toBe(6);
  }
});
