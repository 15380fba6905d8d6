import fc from 'fast-check';
import {
  addRun,
  DownsampledSeries,
  dropAt,
  fallAt,
  fields,
  highAt,
  lastAt,
  lowAt,
  riseAt,
  samplesAt,
  sumAt,
} from './downsampled-series.ts';
import { Track } from './track.ts';

/** Values and the pauses before them, seconds. */
const walks = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 4_000 })), {
  minLength: 2,
  maxLength: 400,
});

/** Each value stays for four samples: a track takes what lasts less for odd. */
function readWalk(walk: readonly (readonly [number, number])[]) {
  let atMs = 0;
  const times: number[] = [];
  for (const [, pauseS] of walk) for (let part = 0; part < 4; part++) times.push((atMs += pauseS * 250));
  return { times, values: walk.flatMap(([value]) => [value, value, value, value]) };
}

function series(track: Track): DownsampledSeries {
  return track.resolutions!.week;
}

function sumField(of: DownsampledSeries, field: number): number {
  let sum = 0;
  for (let index = 0; index < of.length; index++) sum += of.data[index * fields + field]!;
  return sum;
}

function listBlocks(of: DownsampledSeries): number[] {
  return Array.from({ length: of.length }, (_, index) => index * fields).filter((at) => of.data[at + samplesAt]! > 0);
}

/** The deepest fall from a value to a later one. */
function findDrop(values: readonly number[]): number {
  let high = -Infinity;
  let drop = 0;
  for (const value of values) {
    high = Math.max(high, value);
    drop = Math.max(drop, high - value);
  }
  return drop;
}

test('blocks keep the sums, the extremes and the newest value of what went in, as long as nothing is forgotten', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      const { times, values } = readWalk(walk);
      fc.pre(new Set(values).size > 1 && times.at(-1)! - times[0]! < 7 * 86_400_000);
      const track = new Track();
      for (const [index, value] of values.entries()) track.push(times[index]!, value);
      const one = series(track);
      const blocks = listBlocks(one);
      const steps = values.slice(1).map((value, index) => value - values[index]!);
      expect(sumField(one, samplesAt)).toBeCloseTo(values.length, 3);
      expect(sumField(one, riseAt)).toBe(steps.reduce((sum, step) => sum + Math.max(0, step), 0));
      expect(sumField(one, fallAt)).toBe(steps.reduce((sum, step) => sum + Math.max(0, -step), 0));
      expect(Math.min(...blocks.map((at) => one.data[at + lowAt]!))).toBe(Math.min(...values));
      expect(Math.max(...blocks.map((at) => one.data[at + highAt]!))).toBe(Math.max(...values));
      expect(one.data[blocks.at(-1)! + lastAt]).toBe(values.at(-1));
      expect(sumField(one, sumAt) / values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
    }),
  );
});

test('no block claims a deeper fall than there was', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      const { times, values } = readWalk(walk);
      const track = new Track();
      for (const [index, value] of values.entries()) track.push(times[index]!, value);
      const { resolutions } = track;
      fc.pre(resolutions !== undefined);
      const drop = findDrop(values);
      for (const at of listBlocks(resolutions.day)) expect(resolutions.day.data[at + dropAt]).toBeLessThanOrEqual(drop);
    }),
  );
});

test('a series never outgrows its capacity and reaches back as far as it promises', () => {
  const one = new DownsampledSeries(64, 3_600_000, 1_000);
  for (let second = 0; second <= 50_000; second += 7) {
    addRun([one], Float64Array.of(second * 1_000), Float64Array.of(second), 0, 1, second - 7);
    expect(one.length).toBeLessThanOrEqual(64);
    if (second > 3_600) expect(second * 1_000 - one.originMs).toBeGreaterThanOrEqual(3_600_000 * 0.75);
  }
});

test('a pause longer than everything that is kept leaves the newest samples only', () => {
  const one = new DownsampledSeries(64, 3_600_000, 1_000);
  addRun([one], Float64Array.of(0, 30 * 86_400_000), Float64Array.of(1, 5), 0, 2, 1);
  expect(listBlocks(one).map((at) => one.data[at + lastAt])).toContain(5);
  expect(one.length).toBeLessThanOrEqual(64);
});
