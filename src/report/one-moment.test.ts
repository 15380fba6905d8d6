import type { Profile, ProfileFormat } from '../core/profile/model.ts';
import type { SourceProfile } from './model.ts';
import { mergeMoment } from './one-moment.ts';

const at = (source: string, format: ProfileFormat, goroutines: number, timeMs?: number): SourceProfile => ({
  source,
  profile: { kind: 'goroutine', format, goroutines } as Profile,
  timeMs,
});
const sources = (...profiles: readonly SourceProfile[]) =>
  mergeMoment(profiles, undefined).profiles.map(({ source }) => source);

test('two forms with about as many goroutines are one moment, and the one that tells most is shown', () => {
  const merged = mergeMoment([at('g1.txt', 'debug=1', 101), at('g2.txt', 'debug=2', 103)], undefined);
  expect(merged.profiles.map(({ source }) => source)).toEqual(['g2.txt']);
  expect(merged.notes[0]).toContain('g2.txt and g1.txt are read as one moment');
});

test('a time that one of them carries is the time of all', () => {
  const { profiles } = mergeMoment([at('g0.pb.gz', 'debug=0', 9, 5_000), at('g2.txt', 'debug=2', 9)], undefined);
  expect(profiles).toMatchObject([{ source: 'g2.txt', timeMs: 5_000 }]);
});

test('the same form twice, other times, other numbers or an interval make a series', () => {
  expect(sources(at('a', 'debug=1', 9), at('b', 'debug=1', 9))).toHaveLength(2);
  expect(sources(at('a', 'debug=0', 9, 1), at('b', 'debug=2', 9, 2))).toHaveLength(2);
  expect(sources(at('a', 'debug=1', 100), at('b', 'debug=2', 200))).toHaveLength(2);
  expect(mergeMoment([at('a', 'debug=1', 9), at('b', 'debug=2', 9)], 60_000).profiles).toHaveLength(2);
});
