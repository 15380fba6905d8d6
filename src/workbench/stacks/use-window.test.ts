import { findWindow, topOf } from './use-window.ts';

const closed = { row: 10, count: 1_000, openAt: -1, openHeight: 300 };
const open = { ...closed, openAt: 5 };

test('only what is on the screen and a little more exists', () => {
  const { first, end } = findWindow(closed, 5_000, 5_800);
  expect(first).toBeLessThanOrEqual(500);
  expect(end).toBeGreaterThan(580);
  expect(end - first).toBeLessThan(120);
});

test('rows after the open one are moved down by its details', () => {
  expect(topOf(5, open)).toBe(50);
  expect(topOf(6, open)).toBe(360);
});

test('the open row stays while its details are on the screen', () => {
  const { first, end } = findWindow(open, 200, 320);
  expect(first).toBeLessThanOrEqual(5);
  expect(end).toBeGreaterThan(5);
});

test('every row on the screen is among those that exist, wherever it is scrolled to', () => {
  for (let from = -200; from < 10_500; from += 37) {
    const { first, end } = findWindow(open, from, from + 400);
    for (let index = 0; index < open.count; index++) {
      const top = topOf(index, open);
      if (top + open.row > from && top < from + 400) expect(index >= first && index < end).toBe(true);
    }
  }
});
