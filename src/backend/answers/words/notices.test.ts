import type { Profile } from '../../../core/profile/model.ts';
import type { Fetched, FetchFailed, Target } from '../../targets/port.ts';
import { noteAges, noteFailures, noteFolded, noteLimit, noteReading } from './notices.ts';

const target = (host: string): Target => ({ labels: {}, host });

const profile: Profile = {
  kind: 'goroutine',
  format: 'debug=2',
  timeMs: undefined,
  durationMs: undefined,
  goroutines: 10,
  parsed: 10,
  unparsed: 0,
  truncated: false,
  delta: false,
  entries: [],
  issues: [],
  build: undefined,
};

const fetched = (ageMs: number): Fetched => ({
  outcome: 'fetched',
  target: target('app:6060'),
  profile,
  atMs: 0,
  ageMs,
  tookMs: 1,
  bytes: 1,
  url: 'http://app:6060',
});

const failed = (host: string): FetchFailed => ({
  outcome: 'failed',
  target: target(host),
  problem: { code: 'timeout', status: 504, source: 'downstream', message: `${host} is slow.` },
});

test('of many failures three are listed in full, and the rest are counted', () => {
  const [notice] = noteFailures(['a', 'b', 'c', 'd', 'e'].map(failed), 1200);
  expect(notice?.text).toBe(
    '5 of 1,200 targets could not be read and are missing from this answer: a is slow. b is slow. c is slow. And 2 more.',
  );
});

test('an age is shown once it is longer than sharing among panels explains', () => {
  expect(noteAges([fetched(5_000)])).toEqual([]);
  expect(noteAges([fetched(61_000)])[0]?.text).toMatch(/^The profile is 1m1s old/);
  expect(noteAges([fetched(1), fetched(9_000), fetched(8_000)])[0]?.text).toMatch(/^2 profiles of 3 are up to 9s old/);
});

test('an unread part is named with its place, and a cut with the amount that is left', () => {
  const issues = [{ code: 'x', message: 'no state', line: 1234, times: 3 }];
  const unread = { ...profile, parsed: 7, unparsed: 3, issues };
  const cut = { ...profile, truncated: true };
  const texts = noteReading([
    { target: target('a:1'), profile: unread },
    { target: target('b:2'), profile: cut },
    { target: target('c:3'), profile },
  ]).map((notice) => notice.text);
  expect(texts).toEqual([
    expect.stringMatching(/^1 profile is cut short, so goroutines are missing: b:2 \(10 goroutines read\)/),
    'Not everything could be read: 3 of 10 goroutines from a:1 (no state, line 1,234).',
  ]);
});

test('there is no notice if nothing was cut', () => {
  expect([
    ...noteFailures([], 3),
    ...noteAges([]),
    ...noteReading([]),
    ...noteLimit(20, 20, { goroutines: 0, suspects: 0 }),
  ]).toEqual([]);
  const none = {
    groups: [],
    goroutines: 0,
    profilers: 0,
    filtered: 0,
    ignored: { goroutines: 0, rules: [] },
    folded: { groups: 0, goroutines: 0 },
  };
  expect(noteFolded(none, 20_000)).toEqual([]);
});

test('folded groups name the bound that folded them', () => {
  const grouped = {
    groups: [],
    goroutines: 9,
    profilers: 0,
    filtered: 0,
    ignored: { goroutines: 0, rules: [] },
    folded: { groups: 5, goroutines: 8 },
  };
  expect(noteFolded(grouped, 20_000)[0]?.text).toMatch(
    /^5 groups with 8 goroutines .* at most 20,000 \(the bound "Most groups of one profile"\)/,
  );
});
