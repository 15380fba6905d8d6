import { measureAtEqualTraffic } from './equal-traffic.ts';

/** Half-hours of a day whose load doubles and falls again. */
const loads = Array.from({ length: 48 }, (_, part) => 100 + 50 * Math.sin((part / 48) * 2 * Math.PI));
const noise = (part: number): number => 3 * Math.sin(part * 7.3);

test('a population in proportion to the load does not rise at equal traffic', () => {
  const counts = loads.map((load, part) => 5 * load + noise(part));
  const found = measureAtEqualTraffic(counts, loads, -10);
  expect(found!.inProportion).toBeLessThan(5);
  expect(found!.strength).toBeLessThan(4);
  expect(measureAtEqualTraffic(counts, loads, 5)).toBeUndefined();
});

test('a leak beneath a falling load is found with its size', () => {
  const found = measureAtEqualTraffic(
    loads.map((load, part) => 5 * load + part + noise(part)),
    loads,
    0,
  );
  expect(found!.rise).toBeCloseTo(48, -1);
  expect(found!.strength).toBeGreaterThan(6);
  expect(found!.proportionStrength).toBeGreaterThan(6);
  const [first, second, third] = found!.thirds;
  expect(second).toBeGreaterThan(first);
  expect(third).toBeGreaterThan(second);
});

test('a gauge that is noisy does not make growing traffic a leak', () => {
  const growing = loads.map((_, part) => 100 + part);
  const read = growing.map((load, part) => load + 25 * Math.sin(part * 5.1));
  const found = measureAtEqualTraffic(
    growing.map((load, part) => 5 * load + noise(part)),
    read,
    -10,
  );
  // The fitted share is too small, so a rise is left over; in proportion to the load there is none.
  expect(found!.rise).toBeGreaterThan(20);
  expect(found!.inProportion).toBeLessThan(found!.rise / 3);
});

test('goroutines that come in bursts and stay are a rise as well', () => {
  const leaked = loads.map((_, part) => 60 * Math.floor(part / 11));
  const found = measureAtEqualTraffic(
    loads.map((load, part) => 5 * load + leaked[part]! + noise(part)),
    loads,
    0,
  );
  expect(found!.rise).toBeCloseTo(240, -1);
  expect(found!.strength).toBeGreaterThan(8);
});

test('a load with a level of its own does not make a count that grows with it a leak', () => {
  const moved = loads.map((load, part) => (part < 20 ? load : 2.5 * load));
  const counts = moved.map((load, part) => 5 * load + noise(part));
  const read = moved.map((load) => 80 + load);
  expect(measureAtEqualTraffic(counts, read, 0)!.strength).toBeLessThan(4);
});

test('goroutines that come and go apart from the load are no rise', () => {
  const wave = loads.map((load, part) => 5 * load + 60 * Math.sin(part / 4) + part / 10);
  expect(measureAtEqualTraffic(wave, loads, 0)?.proportionStrength ?? 0).toBeLessThan(3);
});

test('parts that are unknown are left out, and too few say nothing', () => {
  const counts = loads.map((load, part) => (part % 8 === 0 ? NaN : 5 * load + part));
  expect(measureAtEqualTraffic(counts, loads, 0)!.rise).toBeCloseTo(46, -1);
  expect(measureAtEqualTraffic(counts.slice(0, 10), loads, 0)).toBeUndefined();
});
