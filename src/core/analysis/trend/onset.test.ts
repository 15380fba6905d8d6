import { findOnset } from './onset.ts';
import { Track } from './track.ts';

const minuteMs = 60_000;

function makeTrack(count: (minute: number) => number, minutes = 600): Track {
  const track = new Track();
  for (let minute = 0; minute < minutes; minute++) track.push(minute * minuteMs, count(minute));
  return track;
}

test.each([60, 200, 400, 550])('finds the bend at minute %i within a few blocks', (bend) => {
  const { day } = makeTrack((minute) => 20 + Math.max(0, minute - bend) * 2).resolutions!;
  expect(Math.abs(findOnset(day, 0) - bend * minuteMs)).toBeLessThan(3 * day.widthMs + 5 * minuteMs);
});

test('growth without a bend began at the beginning', () => {
  const { day } = makeTrack((minute) => minute).resolutions!;
  expect(findOnset(day, 0)).toBe(0);
});

test('finds the bend beneath noise', () => {
  const { day } = makeTrack((minute) => 50 + ((minute * 7_919) % 13) + Math.max(0, minute - 300)).resolutions!;
  expect(Math.abs(findOnset(day, 0) / minuteMs - 300)).toBeLessThan(30);
});
