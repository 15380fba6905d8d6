import fc from 'fast-check';
import { BitReader, BitWriter, NumberBits } from './bits.ts';
import { addRun, DownsampledSeries, fields, samplesAt, sumAt } from './downsampled-series.ts';
import { packSeries, unpackSeries, type Detail } from './packed-blocks.ts';

const numbers = new NumberBits();

const capacity = 64;

function makeSeries(): DownsampledSeries {
  return new DownsampledSeries(capacity, 3_600_000, 30_000);
}

/** Values and the pauses before them, seconds. */
const walks = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(3), fc.nat(100_000), fc.nat(2 ** 31 - 1), fc.float({ noNaN: true, noDefaultInfinity: true })),
    fc.oneof(fc.constant(30), fc.integer({ min: 1, max: 4_000 })),
  ),
  { minLength: 1, maxLength: 200 },
);

function series(walk: readonly (readonly [number, number])[], stoodFor: number): DownsampledSeries {
  const one = makeSeries();
  const [[first] = [0]] = walk;
  if (stoodFor > 0) one.fill(1_000, 1_000 + stoodFor * 29_000, first, stoodFor);
  let atMs = stoodFor * 30_000;
  const times = Float64Array.from(walk, ([, pauseS]) => (atMs += pauseS * 1_000));
  addRun(
    [one],
    times,
    Float64Array.from(walk, ([value]) => value),
    0,
    walk.length,
    first,
  );
  return one;
}

function repack(one: DownsampledSeries, detail: Detail): DownsampledSeries {
  const writer = new BitWriter(numbers);
  packSeries(writer, one, detail);
  const again = makeSeries();
  unpackSeries(new BitReader(writer.finish(), numbers), again, detail);
  return again;
}

test('blocks come back as they were, bit by bit', () => {
  fc.assert(
    fc.property(walks, fc.nat(300), (walk, stoodFor) => {
      const one = series(walk, stoodFor);
      const again = repack(one, 'all');
      expect([again.originMs, again.widthMs, again.length]).toEqual([one.originMs, one.widthMs, one.length]);
      const used = one.length * fields;
      expect([...again.data.subarray(0, used)]).toEqual([...one.data.subarray(0, used)].map((value) => value + 0));
    }),
    { numRuns: 300 },
  );
});

test('of means alone, sums and samples come back', () => {
  fc.assert(
    fc.property(walks, fc.nat(300), (walk, stoodFor) => {
      const one = series(walk, stoodFor);
      const again = repack(one, 'means');
      expect(again.length).toBe(one.length);
      for (let at = 0; at < one.length * fields; at += fields) {
        expect(again.data[at + sumAt]).toBe(one.data[at + sumAt]! + 0);
        expect(again.data[at + samplesAt]).toBe(one.data[at + samplesAt]);
      }
    }),
  );
});

test.each([
  ['a number that stands still', (): number => 8, 40],
  ['one that moves now and then', (index: number): number => (index % 97 === 0 ? 1 : 0), 160],
  ['traffic', (index: number): number => (index * 7_919) % 6, 700],
])('a day of %s takes few bytes', (_, value, bytes) => {
  const samples = 2_880;
  const times = Float64Array.from({ length: samples }, (_, index) => index * 30_000);
  const values = Float64Array.from({ length: samples }, (_, index) => value(index));
  const one = new DownsampledSeries(128, 26 * 3_600_000, 30_000);
  addRun([one], times, values, 0, samples, values[0]!);
  const writer = new BitWriter(numbers);
  packSeries(writer, one, 'all');
  expect(writer.finish().length * 2).toBeLessThan(bytes);
});
