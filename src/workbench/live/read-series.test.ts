import type { DataFrame } from '../../frames/model.ts';
import { lastValue, readFigures, readTrend, sumSeries } from './read-series.ts';

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

test('figures of several processes are summed, and say over how many', () => {
  const frame = (instance: string, figure: string, values: readonly (number | null)[]): DataFrame => ({
    name: '',
    fields: [
      { name: 'time', type: 'time', values: [1_000, 2_000, 3_000] },
      { name: 'value', type: 'number', labels: { figure, instance }, values },
    ],
  });
  const { series } = readFigures([
    frame('a', 'resident', [10, null, 30]),
    frame('b', 'resident', [null, 5, 5]),
    frame('a', 'requests', [1, 1, 1]),
    frame('b', 'requests', [null, null, null]),
  ]);
  expect(series).toEqual([
    { id: 'resident', name: 'resident', detail: '2', values: [15, 15, 35] },
    { id: 'requests', name: 'requests', detail: '1', values: [1, 1, 1] },
  ]);
});

test('a sum is one of all processes, however they are sampled, and a long gap stays one', () => {
  const sparse = (every: number, from: number, value: number) =>
    Array.from({ length: 40 }, (_, at) => (at >= from && (at - from) % every === 0 ? value : null));
  const broken = sparse(1, 0, 1).map((value, at) => (at > 15 && at < 30 ? null : value));
  const times = broken.map((_, at) => at * 5_000);
  const part = (instance: string, values: readonly (number | null)[]): DataFrame => ({
    name: '',
    fields: [
      { name: 'time', type: 'time', values: times },
      { name: 'value', type: 'number', labels: { figure: 'requests', instance }, values },
    ],
  });
  const sum = readFigures([part('a', sparse(6, 2, 10)), part('b', sparse(1, 0, 5))]).series[0]?.values;
  expect(new Set(sum)).toEqual(new Set([15]));
  const gap = readFigures([part('a', broken), part('b', broken)]).series[0]?.values;
  expect(gap?.slice(20, 25)).toEqual([null, null, null, null, null]);
});
