import { defaultBounds } from '../../core/limits.ts';
import { isCostly, retryDelayMs, windowMs } from './freshness.ts';

const live = { kind: 'goroutine', form: 0 } as const;

test.each([
  ['the freshness, when fetching is quick', live, 10, 5_000],
  ['a hundred times the fetch, when it is slow', live, 300, 30_000],
  ['an hour for leak profiles', { kind: 'goroutineleak', form: 0 } as const, 10, 3_600_000],
  ['more than an hour for slow leak profiles', { kind: 'goroutineleak', form: 0 } as const, 60_000, 6_000_000],
])('answers are shared for %s', (_, request, tookMs, expectedMs) => {
  expect(windowMs(request, tookMs, defaultBounds)).toBe(expectedMs);
});

test('dumps and leak profiles cost too much to be repeated at will', () => {
  expect(isCostly(live)).toBe(false);
  expect(isCostly({ kind: 'goroutine', form: 2 })).toBe(true);
  expect(isCostly({ kind: 'goroutineleak', form: 0 })).toBe(true);
});

test('a slow failure is left alone for longer, none longer than the bound', () => {
  expect(retryDelayMs(1, 1, defaultBounds)).toBe(5_000);
  expect(retryDelayMs(1, 10_000, defaultBounds)).toBe(100_000);
  expect(retryDelayMs(2, 10_000, defaultBounds)).toBe(200_000);
  expect(retryDelayMs(60, 1, defaultBounds)).toBe(300_000);
  expect(retryDelayMs(1, 1, { ...defaultBounds, freshness: 0, backoff: 0 })).toBe(1_000);
});
