import { filterRows } from './filter-rows.ts';

const row = (name: string, state: string) => ({
  function: name,
  rawFunction: name,
  location: 'main.go:7',
  state,
  fingerprint: '0123456789abcdef',
  cause: 'forgotten-receiver',
});
const rows = [row('main.Worker', 'chan send'), row('main.pool', 'select')];

test('every word has to occur, in any case, anywhere in the row', () => {
  expect(filterRows(rows, 'worker SEND')).toEqual([rows[0]]);
  expect(filterRows(rows, 'forgotten main.go')).toEqual(rows);
  expect(filterRows(rows, 'worker select')).toEqual([]);
});

test('no word keeps the very rows', () => {
  expect(filterRows(rows, '  ')).toBe(rows);
});
