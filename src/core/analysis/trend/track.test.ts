import fc from 'fast-check';
import { samplesAt, fields } from './block-train.ts';
import { Track } from './track.ts';

const stepMs = 30_000;

function makeColumns(values: readonly number[]) {
  return {
    times: Float64Array.from(values, (_, index) => index * stepMs),
    lasts: Float64Array.from(values),
  };
}

test('a number that never changes needs no blocks', () => {
  const track = new Track();
  for (let index = 0; index < 5_000; index++) track.push(index * stepMs, 8);
  expect(track.trains).toBeUndefined();
  expect(track).toMatchObject({ samples: 5_000, first: 8, last: 8, low: 8, high: 8, rise: 0 });
});

test('the time before the first change is not lost', () => {
  const track = new Track();
  for (let index = 0; index < 500; index++) track.push(index * stepMs, index < 400 ? 8 : 9);
  const { week } = track.trains!;
  expect(week.originMs).toBe(0);
  let samples = 0;
  for (let index = 0; index < week.length; index++) samples += week.data[index * fields + samplesAt]!;
  expect(samples).toBeCloseTo(500, 2);
});

test('reading a whole column gives the sums of pushing its values one by one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(NaN)), { minLength: 1, maxLength: 900 }),
      (values) => {
        const { times, lasts } = makeColumns(values);
        const whole = new Track();
        whole.pushAll(times, lasts);
        const single = new Track();
        for (const [index, value] of values.entries()) if (!Number.isNaN(value)) single.push(times[index]!, value);
        for (const name of ['samples', 'first', 'last', 'low', 'high', 'rise', 'fall', 'rises', 'falls'] as const) {
          expect([name, whole[name]]).toEqual([name, single[name]]);
        }
        expect(whole.firstMs).toBe(single.firstMs);
        expect(whole.lastMs).toBe(single.lastMs);
        expect(whole.trains === undefined).toBe(single.trains === undefined);
      },
    ),
  );
});

test('bands keep the extremes between points', () => {
  const track = new Track();
  track.pushAll(Float64Array.of(0, 300_000, 600_000), Float64Array.of(5, 6, 7), {
    least: Float64Array.of(4, 2, 7),
    most: Float64Array.of(5, 30, 7),
    samples: Uint32Array.of(10, 10, 10),
  });
  expect(track).toMatchObject({ low: 2, high: 30, samples: 30, last: 7 });
});
