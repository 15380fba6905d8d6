import type { DataFrame } from '../../frames/model.ts';
import { lastValue, readTrend, sumSeries } from './read-series.ts';

function frame(fingerprint: string, times: readonly number[], values: readonly (number | null)[]): DataFrame {
  return {
    fields: [
      { name: 'time', type: 'time', values: times },
      { name: 'count', type: 'number', values, labels: { fingerprint, function: 'main.f', state: 'select' } },
    ],
  };
}

test('series stand on the times of all, with gaps where one has none', () => {
  const set = readTrend([frame('a', [1, 2], [10, 20]), frame('b', [2, 3], [5, null])]);
  expect(set.timesMs).toEqual([1, 2, 3]);
  expect(set.series.map(({ values }) => values)).toEqual([
    [10, 20, null],
    [null, 5, null],
  ]);
  expect(sumSeries(set)).toEqual([10, 25, null]);
});

test('what a limit folded is one series named other', () => {
  const set = readTrend([frame('other', [1], [3])]);
  expect(set.series[0]).toMatchObject({ id: 'other', name: 'other' });
});

test('the last value that is known', () => {
  expect(lastValue([1, 2, null])).toBe(2);
  expect(lastValue([null])).toBeNull();
});
