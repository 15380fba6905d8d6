import { makeTargetPoints } from './target-points.ts';

const row = (labels: Record<string, string>, timesMs: readonly number[], values: readonly number[]) => ({
  labels: { service: 'shop', instance: 'a:6060', ...labels },
  timesMs: Float64Array.from(timesMs),
  values: Float64Array.from(values),
});

test('two points of the same millisecond, of two collectors, are one sample', () => {
  const times = [1_000, 2_000, 2_000, 3_000];
  const made = makeTargetPoints(
    [
      row({ __name__: 'parked_target_goroutines' }, times, [12, 12, 12, 12]),
      row({ __name__: 'parked_goroutines', fingerprint: 'f', state: 'select', function: 'leak' }, times, [9, 9, 9, 9]),
    ],
    'goroutine',
    undefined,
  );
  expect([...(made?.points.timesMs ?? [])]).toEqual([1_000, 2_000, 3_000]);
  expect([...(made?.points.counts[0]?.last ?? [])]).toEqual([9, 9, 9]);
  expect([...(made?.points.goroutines.last ?? [])]).toEqual([12, 12, 12]);
});
