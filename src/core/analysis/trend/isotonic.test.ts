import { fitIsotonic } from './isotonic.ts';

test('a series that never falls is its own fit', () => {
  expect([...fitIsotonic([1, 1, 2, 5])]).toEqual([1, 1, 2, 5]);
});

test('neighbours that fall become their mean', () => {
  expect([...fitIsotonic([1, 4, 2, 3, 6])]).toEqual([1, 3, 3, 3, 6]);
});

test('a series that only falls becomes level', () => {
  expect([...fitIsotonic([3, 2, 1])]).toEqual([2, 2, 2]);
});
