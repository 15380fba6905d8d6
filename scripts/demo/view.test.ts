import { colourful, plain } from './text.ts';
import type { Standing, TrackedStack } from './tracker.ts';
import { drawStanding } from './view.ts';

const leak: TrackedStack = {
  key: 'f1 chan send',
  fingerprint: '0123456789abcdef',
  state: 'chan send',
  function: 'example.com/shop/internal/search.(*Engine).ask',
  location: 'example.com/shop/internal/search/engine.go:61',
  count: 1_380,
  growth: 1_380,
  perMinute: 920,
  counts: [0, 700, 1_380],
};
const pool: TrackedStack = {
  ...leak,
  key: 'f2 chan receive',
  fingerprint: 'fedcba9876543210',
  state: 'chan receive',
  function: 'example.com/shop/internal/mail.(*Pool).work',
  location: 'example.com/shop/internal/mail/pool.go:41',
  count: 120,
  growth: 0,
  perMinute: 0,
  counts: [120, 120, 120],
};
const standing: Standing = { samples: 3, elapsedMs: 90_000, goroutines: 1_500, growth: 1_380, ranked: [leak, pool] };
const options = { width: Infinity, rows: 20, paint: plain, firing: new Set<string>() };

test('with room for all of it, a line has everything that is known of a stack', () => {
  const [total, titles, first, second] = drawStanding(standing, options);
  expect(total).toBe('1,500 goroutines (+1,380) after 90 s, 3 samples');
  expect(titles?.trim().split(/\s+/)).toEqual([
    '#',
    'count',
    'growth',
    '/min',
    'trend',
    'state',
    'function',
    'location',
    'fingerprint',
  ]);
  expect(first).toBe(
    '  1  1,380  +1,380  +920  ▁▅█    chan send     example.com/shop/internal/search.(*Engine).ask  search/engine.go:61  0123456789abcdef',
  );
  expect(second).toContain('120       0     0  ▁▁▁    chan receive  example.com/shop/internal/mail.(*Pool).work');
});

test('a stack for which the rule fires is marked', () => {
  const lines = drawStanding(standing, { ...options, firing: new Set([leak.key]) });
  expect(lines[2]).toMatch(/^▶ 1 /);
  expect(lines[3]).toMatch(/^ {2}2 /);
});

test.each([200, 120, 100, 80, 60, 40, 20, 5])('no line is longer than a terminal of %i columns', (width) => {
  for (const line of drawStanding(standing, { ...options, width })) expect([...line].length).toBeLessThanOrEqual(width);
});

test('a narrow terminal loses the fingerprint first and keeps the function', () => {
  const wide = drawStanding(standing, { ...options, width: 110 });
  expect(wide[1]).not.toContain('fingerprint');
  expect(wide[1]).toContain('location');
  const narrow = drawStanding(standing, { ...options, width: 60 });
  expect(narrow[1]).not.toContain('location');
  expect(narrow[2]).toContain('search.(*Engine).ask');
  expect(narrow[2]).toContain('1,380');
});

test('stacks that are not shown are counted', () => {
  const lines = drawStanding(standing, { ...options, rows: 1 });
  expect(lines.at(-1)).toBe('  and 1 more');
  expect(lines.join()).not.toContain('mail');
});

test('colour changes no character of the text', () => {
  const painted = drawStanding(standing, { ...options, paint: colourful, firing: new Set([leak.key]) });
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  expect(painted.join('\n').replace(escapes, '')).toBe(
    drawStanding(standing, { ...options, firing: new Set([leak.key]) }).join('\n'),
  );
  expect(painted.join('\n')).not.toBe(drawStanding(standing, options).join('\n'));
});
