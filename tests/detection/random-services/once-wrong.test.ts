// Drawn services that earlier rules judged wrong: healthy ones that were accused, leaks that were missed.
import { playService } from './play.ts';

const hourS = 3_600;

test.each([
  [22_963, 7, 'a pool that never shrinks while traffic grows for a week'],
  [23_001, 2.4, 'keys that come ever more seldom, from half of the time on'],
  [23_133, 0.4, 'sessions that speed up in the morning'],
  [23_517, 0.7, 'a slow cache while traffic falls in the evening'],
  [23_788, 0.7, 'a slow cache while traffic falls before holidays'],
])('nobody is accused in service %i within %d days: %s', (seed, days) => {
  expect(playService(seed, false, days).alarms).toEqual([]);
});

test.each([
  [24_218, 3, 'two zeros after a step that was not decided yet'],
  [24_605, 10, 'a step down and a spike before most of it'],
  [24_615, 3, 'it set in an hour after the process'],
  [24_708, 8, 'two steps down in its first hour'],
  [24_106, 16, 'errors become fewer with the traffic'],
])('the leak of service %i is likely within %i hours: %s', (seed, hours) => {
  expect(playService(seed, true, (hours + 9) / 24).leak!.likelyS! / hourS).toBeLessThanOrEqual(hours);
});
