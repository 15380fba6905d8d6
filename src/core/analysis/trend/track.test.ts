import fc from 'fast-check';
import { fallAt, fields, riseAt, riseSquaredAt, samplesAt, upsAt } from './downsampled-series.ts';
import { Clock } from './clock.ts';
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
  expect(track.resolutions).toBeUndefined();
  expect(track).toMatchObject({ samples: 5_000, first: 8, last: 8, low: 8, high: 8, rise: 0 });
});

describe('odd samples', () => {
  const leak = (index: number): number => 10 + 2 * index;
  const sums = (values: readonly number[]) => {
    const track = new Track();
    for (const [index, value] of values.entries()) track.push(index * stepMs, value);
    return track;
  };

  test.each([
    ['twelve higher', 1, 12],
    ['a zero', 1, -1e6],
    ['three zeros', 3, -1e6],
  ])('%s leaves no trace', (_, count, by) => {
    const values = Array.from({ length: 140 }, (_, index) =>
      index >= 80 && index < 80 + count ? Math.max(0, leak(index) + by) : leak(index),
    );
    expect(sums(values)).toMatchObject({ first: 10, last: leak(139), low: 10, high: leak(139), fall: 0 });
  });

  test('a fall that lasts is one, after three more samples', () => {
    const values = Array.from({ length: 140 }, (_, index) => leak(index) - (index >= 80 ? 100 : 0));
    expect(sums(values.slice(0, 83)).fall).toBe(0);
    expect(sums(values.slice(0, 84)).fall).toBe(98);
  });

  test('a value that is new and far off has no meaning yet', () => {
    const values = [...Array.from({ length: 100 }, (_, index) => leak(index)), 900, 900];
    expect(sums(values)).toMatchObject({ last: 900, level: leak(99), high: leak(99) });
  });
});

test('the time before the first change is not lost', () => {
  const track = new Track();
  for (let index = 0; index < 500; index++) track.push(index * stepMs, index < 400 ? 8 : 9);
  const { week } = track.resolutions!;
  expect(week.originMs).toBe(0);
  let samples = 0;
  for (let index = 0; index < week.length; index++) samples += week.data[index * fields + samplesAt]!;
  expect(samples).toBeCloseTo(500, 2);
});

test('an outlier right after a step up on which it is not yet decided is left out', () => {
  const track = new Track();
  const counts = Array.from({ length: 60 }, (_, index) => index);
  for (const [index, count] of [...counts, 70, 71, 0, 0, 74, 75, 76, 77, 78].entries())
    track.push(index * stepMs, count);
  expect(track).toMatchObject({ level: 78, fall: 0, high: 78 });
});

test('reading a whole column gives what pushing its values one by one gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 40 })), {
        minLength: 1,
        maxLength: 300,
      }),
      fc.nat(300),
      (runs, cut) => {
        const { times, lasts } = makeColumns(runs.flatMap(([value, count]) => Array<number>(count).fill(value)));
        const whole = new Track();
        const known = Math.min(cut, times.length);
        for (let index = 0; index < known; index++) whole.push(times[index]!, lasts[index]!);
        whole.pushAll(times.subarray(known), lasts.subarray(known));
        whole.push(times.at(-1)! + stepMs, 3);
        const single = new Track();
        for (const [index, value] of lasts.entries()) single.push(times[index]!, value);
        single.push(times.at(-1)! + stepMs, 3);
        for (const name of ['samples', 'first', 'last', 'low', 'high', 'rise', 'fall', 'firstMs', 'lastMs'] as const) {
          expect([name, whole[name]]).toEqual([name, single[name]]);
        }
        expect(whole.resolutions === undefined).toBe(single.resolutions === undefined);
        if (whole.resolutions !== undefined) expect(sumBlocks(whole)).toEqual(sumBlocks(single));
      },
    ),
    { numRuns: 50 },
  );
});

/** What days and weeks know, but for where a block ends. */
function sumBlocks(track: Track) {
  const { day, week } = track.resolutions!;
  return [day, week].map(({ data, length }) => {
    const sums = new Array<number>(fields).fill(0);
    for (let at = 0; at < length * fields; at++) sums[at % fields]! += data[at]!;
    return [sums[riseAt], sums[fallAt], sums[riseSquaredAt], sums[upsAt], Math.round(sums[samplesAt]!)];
  });
}

test('a packed track loses nothing while hundreds of others change', () => {
  const count = 400;
  const samples = 150;
  const value = (track: number, index: number): number => ((track * 31 + index) * 7_919) % ((track % 7) + 2);
  const clock = new Clock();
  const many = Array.from({ length: count }, () => new Track(clock));
  for (let index = 0; index < samples; index++) {
    clock.tick(index * stepMs);
    for (const [track, one] of many.entries()) one.set(value(track, index));
  }
  for (const track of [0, 1, 2, 3, 200, count - 1]) {
    const alone = new Track();
    for (let index = 0; index < samples; index++) alone.push(index * stepMs, value(track, index));
    const expected = readBlocks(alone);
    expect(readBlocks(many[track]!)).toEqual(expected);
    expect(many[track]).toMatchObject({ low: alone.low, high: alone.high, rise: alone.rise, fall: alone.fall });
  }
});

test('a track that begins after its clock stood at 0 until then', () => {
  const clock = new Clock();
  for (let index = 0; index < 100; index++) clock.tick(index * stepMs);
  const late = new Track(clock);
  for (let index = 100; index < 104; index++) {
    clock.tick(index * stepMs);
    late.set(5);
  }
  const whole = new Track();
  for (let index = 0; index < 104; index++) whole.push(index * stepMs, index < 100 ? 0 : 5);
  expect(late).toMatchObject({ first: 0, low: 0, high: 5, rise: 5, samples: 104 });
  expect(readBlocks(late)).toEqual(readBlocks(whole));
});

function readBlocks(track: Track) {
  const { hour, day, week } = track.resolutions!;
  return [hour, day, week].map(({ originMs, widthMs, length, data }) => [
    originMs,
    widthMs,
    ...data.subarray(0, length * fields),
  ]);
}
