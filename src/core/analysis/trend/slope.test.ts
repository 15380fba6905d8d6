import { measureSlope } from './slope.ts';
import { Track } from './track.ts';

function makeTrack(count: (minute: number) => number, minutes = 240): Track {
  const track = new Track();
  for (let minute = 0; minute < minutes; minute++) track.push(minute * 60_000, count(minute));
  return track;
}

test('a straight line has its own slope', () => {
  const { day } = makeTrack((minute) => 10 + 3 * minute).resolutions!;
  expect(measureSlope(day, 0)?.perMinute).toBeCloseTo(3, 1);
});

test('crowds that come and go do not tilt it: only valleys count', () => {
  const { day } = makeTrack((minute) => 10 + minute + (minute % 7 === 0 || minute > 200 ? 500 : 0)).resolutions!;
  expect(measureSlope(day, 0)?.perMinute).toBeCloseTo(1, 0);
});

test('nothing can be said of one low', () => {
  const track = new Track();
  track.push(0, 1);
  track.push(1_000, 2);
  expect(measureSlope(track.resolutions!.week, 0)).toBeUndefined();
});
