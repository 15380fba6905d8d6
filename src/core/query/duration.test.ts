import fc from 'fast-check';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['0', 0],
  ['0s', 0],
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1h30m', 5_400_000],
  ['15d', 1_296_000_000],
  ['1d12h', 129_600_000],
  ['250ms', 250],
  ['5us', 0.005],
  ['5\u00b5s', 0.005],
  ['5\u03bcs', 0.005],
  ['100ns', 0.0001],
])('%s lasts %d ms', (text, durationMs) => {
  expect(parseDuration(text)).toBeCloseTo(durationMs, 9);
});

test.each([
  '',
  ' ',
  '5',
  '5 s',
  '-5s',
  '+5s',
  's',
  '.s',
  '1.2.3s',
  '5x',
  '5S',
  '1h-',
  'h5',
  '1e3s',
  'Infinitys',
  '9'.repeat(400) + 'h',
])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [0, '0ms'],
  [250, '250ms'],
  [5_000, '5s'],
  [1_500, '1.5s'],
  [5_400_000, '1h30m'],
  [129_600_000, '1d12h'],
])('%d ms are written %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test('whole milliseconds are read back as they were written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (durationMs) => {
      expect(parseDuration(formatDuration(durationMs))).toBeCloseTo(durationMs, 3);
    }),
  );
});
