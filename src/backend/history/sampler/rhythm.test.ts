import { openRhythm } from './rhythm.ts';

function measure(...timesMs: readonly number[]): number | null {
  const rhythm = openRhythm();
  for (const atMs of timesMs) rhythm.note(atMs);
  return rhythm.everyMs();
}

test('takes two samples', () => {
  expect(measure()).toBeNull();
  expect(measure(1_000)).toBeNull();
  expect(measure(1_000, 31_000)).toBe(30_000);
});

test('is that of most samples: neither an outage nor a look in between is a pace', () => {
  expect(measure(0, 30_000, 60_000, 900_000, 930_000, 960_000)).toBe(30_000);
  expect(measure(0, 30_000, 60_000, 65_000, 95_000, 125_000)).toBe(30_000);
});

test('follows a pace that changed', () => {
  expect(measure(0, 30_000, 60_000, 90_000, 210_000, 330_000, 450_000)).toBe(120_000);
});

test('a clock that was set back says nothing of the time between', () => {
  expect(measure(500_000, 530_000, 100_000, 130_000)).toBe(30_000);
});
