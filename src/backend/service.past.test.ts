import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, numbersOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { minute, startMs, watchTarget } from './testing/watched-target.ts';

const watched = watchTarget({ leak: 10, pool: 5 });
const live = watched.graph;

const ask = (query: object, situation: Situation = {}) =>
  watched.ask(query, { fromMs: startMs - 5 * minute, ...situation });

const rows = async (query: object = {}, situation: Situation = {}) =>
  rowsOf(framesOf(await ask({ queryType: 'stacks', ...query }, situation))[0]);

describeWithSqlite('stacks', () => {
  test('say how much each gained over the range, and how fast', async () => {
    await live([
      { leak: 10, pool: 5 },
      { leak: 20, pool: 5 },
      { leak: 40, pool: 4 },
    ]);
    const table = await rows();
    expect(table.map((row) => [row['function'], row['count'], row['change'], row['growthPerMinute']])).toEqual([
      ['main.leak', 40, 30, 15],
      ['main.pool', 4, -1, -0.5],
    ]);
  });

  test('gained what they gained within the range, not before', async () => {
    await live([{ leak: 10 }, { leak: 20 }, { leak: 40 }]);
    const [leak] = await rows({}, { fromMs: startMs + 30_000 });
    expect(leak).toMatchObject({ change: 20, growthPerMinute: 20 });
  });

  test('say from when on growth is known', async () => {
    await live([{ leak: 10 }, { leak: 20 }]);
    expect(noticesOf(framesOf(await ask({ queryType: 'stacks' })))).toEqual([
      'Data begins at 2023-11-14 22:13:30 UTC. Nothing is known of the time before.',
    ]);
  });

  test('of a range that ended are those of its end, and no target is asked', async () => {
    await live([{ leak: 10 }, { leak: 20 }, { leak: 40 }]);
    watched.nowMs += 60 * minute;
    // The dump that is kept at the onset may still be on its way.
    const questions = () => watched.target.requests.filter((path) => !path.includes('debug=2')).length;
    const before = questions();
    const situation = { toMs: startMs + minute };
    const [leak] = await rows({}, situation);
    expect(leak).toMatchObject({ count: 20, change: 10, function: 'main.leak', location: 'main.go:10' });
    expect(noticesOf(framesOf(await ask({ queryType: 'stacks' }, situation)))).toContainEqual(
      'This answer shows 2023-11-14 22:14:30 UTC, read from 1 sample of history.',
    );
    expect(questions()).toBe(before);
  });

  test('of a time without samples are refused, saying from when on there is data', async () => {
    await live([{ leak: 10 }]);
    watched.nowMs += 120 * minute;
    const problem = problemOf(await ask({ queryType: 'stacks' }, { toMs: startMs + 60 * minute }));
    expect(problem).toMatchObject({ code: 'no_history', field: 'time range' });
    expect(problem.message).toContain('data begins at 2023-11-14 22:13:30 UTC');
  });

  test('have no past where sampling is off', async () => {
    const jsonData = { sampling: { enabled: false } };
    await rows({}, { jsonData });
    watched.nowMs += minute;
    watched.target.run({ leak: 50 });
    expect(await rows({}, { jsonData })).toEqual([expect.objectContaining({ count: 50, change: null })]);
  });
});

describeWithSqlite('a count', () => {
  const numbers = async (query: object, situation: Situation = {}) =>
    numbersOf(framesOf(await ask({ queryType: 'count', ...query }, { fromAlert: true, ...situation }))).map(
      ([labels, value]) => [labels['function'], value],
    );

  beforeEach(() =>
    live([
      { leak: 10, pool: 5 },
      { leak: 20, pool: 5 },
      { leak: 40, pool: 5 },
    ]),
  );

  test('can be what each group gained, over the range or a window before its end', async () => {
    const value = 'change';
    expect(await numbers({ value })).toEqual([
      ['main.leak', 30],
      ['main.pool', 0],
    ]);
    expect(await numbers({ value, window: '90s' })).toContainEqual(['main.leak', 20]);
  });

  test('can be how fast it grows, in goroutines a minute', async () => {
    expect(await numbers({ value: 'growth', window: '10m' })).toEqual([
      ['main.leak', 15],
      ['main.pool', 0],
    ]);
  });

  test('can be how many times as many there are as at another moment', async () => {
    const value = 'ratio';
    expect(await numbers({ value, baseline: { ago: '2m' } })).toEqual([
      ['main.leak', 4],
      ['main.pool', 1],
    ]);
    expect(await numbers({ value, baseline: { at: String(startMs + minute) } })).toContainEqual(['main.leak', 2]);
    expect(await numbers({ value, baseline: { rangeStart: true } }, { fromMs: startMs })).toContainEqual([
      'main.leak',
      4,
    ]);
  });

  test('is not known of a stack that has no past', async () => {
    watched.nowMs += minute;
    watched.target.run({ leak: 40, pool: 5, fresh: 3 });
    await ask({ queryType: 'stacks' });
    watched.nowMs += 2 * minute;
    expect(await numbers({ value: 'ratio', baseline: { ago: '4m' } })).toContainEqual(['main.fresh', null]);
  });

  test('keeps its labels whatever the value', async () => {
    const label = async (query: object) =>
      numbersOf(framesOf(await ask({ queryType: 'count', ...query }))).map(([labels]) => labels);
    expect(await label({ value: 'growth' })).toEqual(await label({}));
  });

  test('has no ratio until history reaches back to a baseline that moves, and says from when on there is data', async () => {
    const frames = framesOf(await ask({ queryType: 'count', value: 'ratio', baseline: { ago: '1d' } }));
    expect(numbersOf(frames).map(([, value]) => value)).toEqual(numbersOf(frames).map(() => null));
    expect(noticesOf(frames)).toContainEqual(expect.stringContaining('data begins at 2023-11-14 22:13:30 UTC'));
  });

  test('compared with a fixed time before history fails: it will never be known', async () => {
    const at = '2023-11-13T00:00:00Z';
    const problem = problemOf(await ask({ queryType: 'count', value: 'ratio', baseline: { at } }));
    expect(problem).toMatchObject({ code: 'no_history' });
  });
});

describeWithSqlite('one stack, by its fingerprint', () => {
  test('is the same now, in the past and in a number', async () => {
    await live([
      { leak: 10, pool: 5 },
      { leak: 20, pool: 5 },
    ]);
    const pool = (await rows()).find((row) => row['function'] === 'main.pool');
    const filter = { fingerprints: [pool?.['fingerprint']] };
    expect(await rows({ filter })).toEqual([expect.objectContaining({ function: 'main.pool', count: 5, change: 0 })]);
    const numbers = numbersOf(framesOf(await ask({ queryType: 'count', filter, value: 'change' })));
    expect(numbers).toEqual([[expect.objectContaining({ function: 'main.pool' }), 0]]);
    watched.nowMs += 60 * minute;
    expect(await rows({ filter }, { toMs: startMs + minute })).toEqual([
      expect.objectContaining({ function: 'main.pool', count: 5 }),
    ]);
  });
});

describeWithSqlite('newer settings', () => {
  test('take over from older ones, and the past stays', async () => {
    await live([{ leak: 10 }]);
    watched.nowMs += minute;
    watched.target.run({ leak: 30 });
    const newer = { lastUpdatedMs: 2, jsonData: { sampling: { interval: '1m' } } };
    await ask({ queryType: 'trend' }, newer);
    const [leak] = await rows({}, newer);
    expect(leak).toMatchObject({ count: 30, change: 20 });
  });
});
