import type { TargetHistory } from '../../history/port.ts';
import { traceFigures } from './runtime-figures.ts';

const second = 1_000;

/** Samples every so many seconds, each of which took that long. */
function history(everySeconds: number, tookMs: number, samples: number): TargetHistory {
  const band = (value: number) => {
    const values = new Float64Array(samples).fill(value);
    return { least: values, most: values, last: values };
  };
  return {
    target: { labels: { service: 'shop' } },
    timesMs: Float64Array.from({ length: samples }, (_, index) => index * everySeconds * second),
    samples: new Uint32Array(samples).fill(1),
    goroutines: band(10),
    tookMs: band(tookMs),
    figures: {},
    lives: [],
    livedMs: 0,
    series: [],
  } as unknown as TargetHistory;
}

const upOf = (everySeconds: number, tookMs: number, silentSeconds: number) => {
  const lastMs = 9 * everySeconds * second;
  const endsMs = [lastMs, lastMs + silentSeconds * second];
  const steps = { endsMs, stepMs: second, intervalMs: 30 * second, holdMs: 300 * second };
  return [...traceFigures(history(everySeconds, tookMs, 10), steps, 'unreadable').up];
};

test('a target that takes long to answer is sampled more rarely, and is up all the same', () => {
  // 2 s a fetch: one every 200 s keeps fetching at 1 % of its time.
  expect(upOf(200, 2_000, 190)).toEqual([1, 1]);
  expect(upOf(200, 2_000, 600)).toEqual([1, 0]);
});

test('a target that answers fast is down after a few missed samples', () => {
  expect(upOf(30, 20, 60)).toEqual([1, 1]);
  expect(upOf(30, 20, 90)).toEqual([1, 0]);
});
