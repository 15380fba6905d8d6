import type { Profile } from '../core/profile/model.ts';
import type { Series } from './model.ts';
import { extendSeries, orderSeries, type SeriesReader } from './series.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

const profile = (goroutines: number) => ({ goroutines, entries: [] }) as unknown as Profile;
const reader: SeriesReader = {
  interpret: (one) => ({ profile: one }) as unknown as InterpretedProfile,
  count: ({
    profile: {
      profile: { goroutines },
    },
  }) => new Map([['all', goroutines]]),
  judge: () => undefined,
};
const at = (timeMs: number | undefined, goroutines: number) => ({ source: '-', profile: profile(goroutines), timeMs });
const read = (series: Series | undefined) =>
  series?.samples.map(({ timeMs, counts }) => [timeMs, counts.get('all')] as const);

test('profiles are ordered by the times that all of them carry', () => {
  expect(read(orderSeries({}, [at(9, 1), at(3, 2)], reader, undefined))).toEqual([
    [3, 2],
    [9, 1],
  ]);
});

test('else they stay as given, as far apart as was said', () => {
  expect(read(orderSeries({}, [at(9, 1), at(undefined, 2)], reader, 500))).toEqual([
    [0, 1],
    [500, 2],
  ]);
  expect(read(orderSeries({}, [at(9, 1), at(undefined, 2)], reader, undefined))).toEqual([
    [undefined, 1],
    [undefined, 2],
  ]);
});

test('one profile alone is not counted twice', () => {
  const counted = jest.fn(reader.count);
  const one = extendSeries({}, undefined, at(1, 1), { ...reader, count: counted });
  expect(one.samples).toEqual([]);
  expect(counted).not.toHaveBeenCalled();
});

test('a series of any length keeps few samples, the first and the last among them', () => {
  let series: Series | undefined;
  for (let index = 0; index < 5_000; index++) series = extendSeries({}, series, at(index, index), reader);
  const samples = read(series) ?? [];
  expect(samples.length).toBeLessThanOrEqual(1_000);
  expect(samples[0]).toEqual([0, 0]);
  expect(samples.at(-1)).toEqual([4_999, 4_999]);
  expect(series?.summaries).toHaveLength(5_000);
});

test('each profile is judged where it lies in time, as its target', () => {
  const judge = jest.fn();
  const { a, b } = { a: { ...at(5, 1), source: 'a.pb.gz' }, b: { ...at(7, 2), source: 'b.pb.gz' } };
  orderSeries({ instance: 'app' }, [b, a], { ...reader, judge }, undefined);
  expect(judge.mock.calls.map(([target, , timeMs]) => [target, timeMs])).toEqual([
    [{ instance: 'app' }, 5],
    [{ instance: 'app' }, 7],
  ]);
  judge.mockClear();
  orderSeries({ instance: 'app' }, [a, { ...b, timeMs: undefined }], { ...reader, judge }, undefined);
  expect(judge.mock.calls.map(([target, , timeMs]) => [target, timeMs])).toEqual([
    [{ instance: 'app' }, undefined],
    [{ instance: 'app' }, undefined],
  ]);
});
