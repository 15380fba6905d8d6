import { findStop } from './find-stop.ts';
import { measureRecentGrowth } from './slope.ts';
import { Track } from './track.ts';

const minuteMs = 60_000;

/** A sample every half minute. */
function makeTrack(count: (minute: number) => number, minutes: number): Track {
  const track = new Track();
  for (let half = 0; half < 2 * minutes; half++) track.push((half * minuteMs) / 2, Math.round(count(half / 2)));
  return track;
}

test.each([10, 45, 240, 3_000])('growth that ended after %i minutes stopped then', (end) => {
  const track = makeTrack((minute) => 5 + 40 * Math.min(minute, end), end * 1.5);
  const stoppedMs = findStop(track, track.firstMs) ?? NaN;
  expect(Math.abs(stoppedMs / minuteMs - end)).toBeLessThan(Math.max(1, end / 20));
  expect(measureRecentGrowth(track)).toBe(0);
});

test('a rise of one minute is not lost when blocks grow longer than it', () => {
  const track = makeTrack((minute) => (minute < 1 ? 300 + 40 * minute : 334), 400);
  expect(findStop(track, track.firstMs)).toBeLessThan(10 * minuteMs);
});

test('a limit that is met again and again is one stop, at the first time', () => {
  const track = makeTrack((minute) => (minute < 30 ? 100 * minute : 3_000 - 7 * (minute % 3)), 50);
  expect(findStop(track, 0)).toBeCloseTo(30 * minuteMs, -5);
});

test.each([
  ['steady growth', (minute: number) => 3 * minute],
  ['slow growth', (minute: number) => minute / 20],
  ['bursts with pauses between', (minute: number) => 100 * Math.floor(minute / 12)],
  ['growth that slowed down', (minute: number) => 500 * Math.log1p(minute / 5)],
  [
    'a tenth of the pace from the middle on',
    (minute: number) => 20 * Math.min(60, minute) + 4 * Math.max(0, minute - 60),
  ],
  ['growth that went away', (minute: number) => (minute < 60 ? 10 * minute : 10)],
  ['a constant number', () => 40],
  ['a pause of moments', (minute: number) => 10 * Math.min(minute, 118)],
])('%s did not stop', (_, count) => {
  expect(findStop(makeTrack(count, 120), 0)).toBeNull();
});
