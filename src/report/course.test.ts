import { traceGroup } from './course.ts';
import type { ProfileCounts, Series } from './model.ts';
import { drawSparkline } from './sparkline.ts';

const minuteMs = 60_000;

/** Counts of one group at these minutes. */
function seriesOf(...samples: readonly (readonly [minute: number | undefined, count: number])[]): Series {
  return {
    labels: {},
    summaries: [],
    last: {} as Series['last'],
    samples: samples.map(([minute, count]): ProfileCounts => {
      return { timeMs: minute === undefined ? undefined : minute * minuteMs, counts: new Map([['leak', count]]) };
    }),
  };
}

const trace = (...series: readonly Series[]) => traceGroup('leak', series);

test('one profile alone has no course', () => {
  expect(trace(seriesOf())).toBeUndefined();
});

test('two profiles give the slope between them', () => {
  expect(trace(seriesOf([0, 10], [2, 40]))).toMatchObject({ change: 30, growthPerMinute: 15, sinceMs: 0 });
});

test('an outlier moves the growth little', () => {
  const growth = trace(seriesOf([0, 10], [1, 20], [2, 900], [3, 40], [4, 50]))?.growthPerMinute;
  expect(growth).toBe(10);
});

test('distances count, not samples: a lost sample changes nothing', () => {
  expect(trace(seriesOf([0, 0], [1, 10], [5, 50], [6, 60]))?.growthPerMinute).toBe(10);
});

test('growth began when the count was last at its lowest', () => {
  expect(trace(seriesOf([0, 5], [1, 7], [2, 5], [3, 9], [4, 14]))?.sinceMs).toBe(2 * minuteMs);
});

test.each([
  [[4, 4, 4], null],
  [[9, 5, 7], null],
])('what did not grow has no beginning: %j', (counts, since) => {
  expect(trace(seriesOf(...counts.map((count, at) => [at, count] as const)))?.sinceMs).toBe(since);
});

test('without times there is a change and a course, and no growth', () => {
  expect(trace(seriesOf([undefined, 1], [undefined, 4], [undefined, 8]))).toEqual({
    change: 7,
    growthPerMinute: null,
    sinceMs: null,
    points: [1, 4, 8],
  });
});

test('the growth of several targets is the sum of each one’s own', () => {
  const sum = trace(seriesOf([0, 0], [1, 10]), seriesOf([0, 100], [2, 80]), seriesOf());
  expect(sum).toMatchObject({ change: -10, growthPerMinute: 0, points: [100, 90] });
});

test('a group that is new grew from nothing', () => {
  const series = seriesOf([0, 0], [1, 6]);
  expect(
    traceGroup('leak', [{ ...series, samples: [{ timeMs: 0, counts: new Map() }, series.samples[1]!] }]),
  ).toMatchObject({ change: 6, growthPerMinute: 6, sinceMs: 0 });
});

test('a lost sample is a gap in the course, not a zero', () => {
  expect(trace(seriesOf([0, 3], [1, 3], [3, 3], [4, 3]))?.points).toEqual([3, 3, null, 3, 3]);
});

test('a long course is drawn in few points, its peak among them', () => {
  const samples = Array.from({ length: 500 }, (_, at) => [at, at === 251 ? 99 : 1] as const);
  const points = trace(seriesOf(...samples))?.points ?? [];
  expect(points).toHaveLength(16);
  expect(Math.max(...points.map(Number))).toBe(99);
});

test('bars stand on zero and leave gaps open', () => {
  expect(drawSparkline([0, 50, null, 100])).toBe('▁▄ █');
  expect(drawSparkline([1000, 1001])).toBe('██');
  expect(drawSparkline([0, 0])).toBe('▁▁');
});
