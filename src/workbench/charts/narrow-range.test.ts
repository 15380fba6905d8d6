import { narrowRange } from './narrow-range.ts';
import type { Track } from './track.ts';

const minute = 60_000;
const track = (timesMs: readonly number[], values: readonly (number | null)[]): Track => ({
  id: 'total',
  title: '',
  height: 1,
  timesMs,
  lines: [{ id: 'a', name: 'a', detail: '', colour: '', values }],
  format: String,
  empty: '',
});
const hour = { fromMs: 0, toMs: 60 * minute };

test('a range that reaches back beyond the first sample begins with it', () => {
  const tracks = [track([0, 40 * minute, 60 * minute], [null, 5, 6])];
  expect(narrowRange(hour, { kind: 'last', ms: 60 * minute }, tracks)).toEqual({
    fromMs: 40 * minute,
    toMs: 60 * minute,
  });
});

test('it is a minute at least, so that two samples are no cliff', () => {
  const tracks = [track([60 * minute - 1_000], [5])];
  expect(narrowRange(hour, { kind: 'last', ms: 60 * minute }, tracks).fromMs).toBe(59 * minute);
});

test('a range that somebody chose stays, and so does one of which nothing is known', () => {
  const tracks = [track([40 * minute], [5])];
  expect(narrowRange(hour, { kind: 'fixed', ...hour }, tracks)).toEqual(hour);
  expect(narrowRange(hour, { kind: 'last', ms: 60 * minute }, [])).toEqual(hour);
});
