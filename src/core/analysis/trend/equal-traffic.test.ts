import { measureAtEqualTraffic } from './equal-traffic.ts';

/** Half-hours of a day whose load doubles and falls again. */
const loads = Array.from({ length: 48 }, (_, part) => 100 + 50 * Math.sin((part / 48) * 2 * Math.PI));
const noise = (part: number): number => 3 * Math.sin(part * 7.3);

test('a population in proportion to the load does not rise at equal traffic', () => {
  const found = measureAtEqualTraffic(
    loads.map((load, part) => 5 * load + noise(part)),
    loads,
  );
  expect(Math.abs(found!.rise)).toBeLessThan(5);
  expect(found!.strength).toBeLessThan(3);
});

test('what leaks beneath a load that falls is found with its size', () => {
  const found = measureAtEqualTraffic(
    loads.map((load, part) => 5 * load + part + noise(part)),
    loads,
  );
  expect(found!.rise).toBeCloseTo(48, -1);
  expect(found!.strength).toBeGreaterThan(10);
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
  );
  // The fitted share is too small, so a rise is left over; in proportion to the load there is none.
  expect(found!.rise).toBeGreaterThan(20);
  expect(found!.inProportion).toBeLessThan(found!.rise / 3);
});

test('parts that are unknown are left out, and too few say nothing', () => {
  const counts = loads.map((load, part) => (part % 8 === 0 ? NaN : 5 * load + part));
  expect(measureAtEqualTraffic(counts, loads)!.rise).toBeCloseTo(42, -1);
  expect(measureAtEqualTraffic(counts.slice(0, 10), loads)).toBeUndefined();
});
