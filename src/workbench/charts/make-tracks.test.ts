import type { Part } from '../live/overview.ts';
import type { Series, SeriesSet } from '../live/read-series.ts';
import { makeTracks } from './make-tracks.ts';

const part = (value: SeriesSet, problem = ''): Part<SeriesSet> => ({ value, problem, notices: [] });
const line = (id: string, values: readonly (number | null)[], detail = ''): Series => ({
  id,
  name: id,
  detail,
  values,
});
const times = [1_000, 2_000, 3_000];
const stacks = part({ timesMs: times, series: [line('a|select', [5, 6, 7]), line('other', [1, 1, null])] });

const find = (tracks: ReturnType<typeof makeTracks>, id: string) => tracks.find((track) => track.id === id);

test('the lines by stack add up to the total, with what ignore rules leave out', () => {
  const total = part({ timesMs: times, series: [line('other', [10, 10, 12])] });
  const tracks = makeTracks({ trend: stacks, figures: part({ timesMs: [], series: [] }), total }, () => 2);
  const lines = find(tracks, 'stacks')?.lines ?? [];
  expect(lines.map(({ id, values }) => [id, values])).toEqual([
    ['a|select', [5, 6, 7]],
    ['other', [1, 1, null]],
    ['ignored', [4, 3, 5]],
  ]);
  expect(find(tracks, 'total')?.lines[0]?.values).toEqual([10, 10, 12]);
  expect(lines[0]?.colour).toBe('--line-3');
});

test('a total that is a sample behind its stacks leaves unknown what ignore rules leave out', () => {
  const total = part({ timesMs: times, series: [line('other', [10, 10, 5])] });
  const tracks = makeTracks({ trend: stacks, figures: undefined, total }, () => 0);
  expect(find(tracks, 'stacks')?.lines.at(-1)).toMatchObject({ id: 'ignored', values: [4, 3, null] });
});

test('a refused connection, which the page tells at its top, leaves no empty charts', () => {
  const refused = { value: [], problem: 'app:6060 refused the connection.', notices: [] };
  const nothing = part({ timesMs: [], series: [] }, refused.problem);
  const tracks = makeTracks({ trend: nothing, figures: nothing, total: nothing, stacks: refused }, () => 0);
  expect(tracks).toEqual([]);
});

test('there is no line for what is left out where nothing is', () => {
  const total = part({ timesMs: times, series: [line('other', [6, 7, 7])] });
  const tracks = makeTracks({ trend: stacks, figures: undefined, total }, () => 0);
  expect(find(tracks, 'stacks')?.lines.map(({ id }) => id)).toEqual(['a|select', 'other']);
});

test('a figure of several processes is called a sum, and says how many are missing', () => {
  const figures = part({
    timesMs: times,
    series: [
      line('goroutines', [8, 8, 9], '4'),
      line('resident', [1, 2, 3], '3'),
      line('requests', [null, null, null], '1'),
    ],
  });
  const tracks = makeTracks({ trend: stacks, figures, total: undefined }, () => 0, 4);
  expect(tracks.map(({ title }) => title)).toEqual([
    'Goroutines, sum of 4 targets',
    'By stack',
    'Memory, of 3 of 4 targets',
    'Requests per second',
  ]);
  expect(find(tracks, 'requests')?.missing).toContain('the target serves no counter of requests');
});

test('a chart says what is wrong in place of its lines', () => {
  const tracks = makeTracks(
    { trend: part({ timesMs: [], series: [] }, 'History is lost.'), figures: undefined, total: undefined },
    () => 0,
  );
  expect(find(tracks, 'stacks')?.empty).toBe('History is lost.');
});
