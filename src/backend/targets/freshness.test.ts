import { defaultBounds } from '../../core/limits.ts';
import { isFreshEnough, retryDelayMs, windowMs } from './freshness.ts';

const live = { kind: 'goroutine', form: 0 } as const;

test.each([
  ['the freshness, when fetching is quick', live, 10, 5_000],
  ['a hundred times the fetch, when it is slow', live, 300, 30_000],
  ['an hour for leak profiles', { kind: 'goroutineleak', form: 0 } as const, 10, 3_600_000],
  ['more than an hour for slow leak profiles', { kind: 'goroutineleak', form: 0 } as const, 60_000, 6_000_000],
])('answers are shared for %s', (_, request, tookMs, expectedMs) => {
  expect(windowMs(request, tookMs, defaultBounds)).toBe(expectedMs);
});

test('callers may take older answers or ask for newer ones', () => {
  expect(isFreshEnough({ ...live, maxAgeMs: 60_000 }, 59_999, 10, defaultBounds)).toBe(true);
  expect(isFreshEnough({ ...live, maxAgeMs: 0 }, 0, 10, defaultBounds)).toBe(false);
});

test('but no newer dumps or leak profiles than the window gives', () => {
  expect(isFreshEnough({ kind: 'goroutine', form: 2, maxAgeMs: 0 }, 29_999, 300, defaultBounds)).toBe(true);
  expect(isFreshEnough({ kind: 'goroutineleak', form: 0, maxAgeMs: 0 }, 3_599_999, 300, defaultBounds)).toBe(true);
});

test('a slow failure is left alone for longer, none longer than the bound', () => {
  expect(retryDelayMs(1, 1, defaultBounds)).toBe(5_000);
  expect(retryDelayMs(1, 10_000, defaultBounds)).toBe(100_000);
  expect(retryDelayMs(2, 10_000, defaultBounds)).toBe(200_000);
  expect(retryDelayMs(60, 1, defaultBounds)).toBe(300_000);
  expect(retryDelayMs(1, 1, { ...defaultBounds, freshness: 0, backoff: 0 })).toBe(1_000);
});
