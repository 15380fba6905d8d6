import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, problemOf, type Situation } from './testing/ask-service.ts';
import { minute, startMs, watchTarget } from './testing/watched-target.ts';

const watched = watchTarget({ leak: 10, pool: 5 });
const live = watched.graph;

const ask = (query: object, situation: Situation = {}) =>
  watched.ask({ queryType: 'trend', ...query }, { fromMs: startMs - 5 * minute, ...situation });

/** Values of each series by its function, from the oldest to the newest. */
async function readTrend(query: object = {}, situation: Situation = {}) {
  const frames = framesOf(await ask(query, situation));
  return Object.fromEntries(
    frames.flatMap(({ fields: [, count] }) => (count ? [[count.labels?.['function'] ?? '', count.values]] : [])),
  );
}

describeWithSqlite('a trend', () => {
  test('has its first point with the first request', async () => {
    const trend = await readTrend();
    expect(trend['main.leak']?.at(-1)).toBe(10);
    expect(trend['main.pool']?.at(-1)).toBe(5);
    expect(watched.target.requests.filter((path) => path.includes('goroutine?'))).toHaveLength(1);
  });

  test('of very many stacks has fewer points, and says so', async () => {
    const counts = (each: number) => Object.fromEntries(Array.from({ length: 2_000 }, (_, one) => [`f${one}`, each]));
    await live([counts(1), counts(2)]);
    const wide = { fromMs: startMs - 10 * 86_400_000, maxDataPoints: 10_000 };
    const answer = framesOf(await ask({ limit: 3 }, wide));
    expect(noticesOf(answer).join()).toContain('because it reads 2,000 groups');
    const [frame] = answer;
    expect(frame?.fields[1]?.values.at(-1)).toBe(2);
    expect(frame?.fields[0]?.values.length).toBeLessThan(1_500);
    const narrow = framesOf(await ask({ limit: 3, filter: { function: 'f1$' } }, wide));
    expect(noticesOf(narrow).join()).not.toContain('groups are read');
  });

  test('is one series a group, in the form of time series, labelled as numbers are', async () => {
    const [frame] = framesOf(await ask({ legendFormat: '{{function}} of {{service}}' }));
    expect(frame?.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    expect(frame?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['time', 'time'],
      ['count', 'number'],
    ]);
    expect(frame?.fields[1]).toMatchObject({
      labels: {
        service: '127.0.0.1',
        function: 'main.leak',
        state: 'sleep',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      config: { displayNameFromDS: 'main.leak of 127.0.0.1' },
    });
  });

  test('follows the counts, and has gaps before the first sample', async () => {
    await live([{ leak: 10 }, { leak: 20 }, { leak: 30, late: 3 }]);
    const trend = await readTrend({}, { intervalMs: minute });
    expect(trend['main.leak']?.slice(-3)).toEqual([10, 20, 30]);
    expect(trend['main.leak']?.slice(0, 3)).toEqual([null, null, null]);
    expect(trend['main.late']?.slice(-3)).toEqual([0, 0, 3]);
  });

  test('keeps peaks that fall between two points', async () => {
    await live([{ leak: 1 }, { leak: 90 }, { leak: 2 }, { leak: 2 }, { leak: 2 }, { leak: 2 }]);
    const trend = await readTrend({}, { intervalMs: 5 * minute });
    expect(Math.max(...(trend['main.leak'] ?? []).map(Number))).toBe(90);
  });

  test('has gaps where nothing was sampled for long, not zeros', async () => {
    await live([{ leak: 1 }]);
    watched.nowMs += 30 * minute;
    const trend = await readTrend({}, { intervalMs: minute });
    const values = trend['main.leak'] ?? [];
    expect(values.at(-1)).toBe(1);
    expect(values.at(-15)).toBeNull();
  });

  test('shows the highest peaks, and adds up the rest', async () => {
    watched.target.run({ a: 9, b: 8, c: 2, d: 1 });
    const frames = framesOf(await ask({ limit: 2 }));
    expect(frames.map(({ fields }) => [fields[1]?.labels?.['function'], fields[1]?.values.at(-1)])).toEqual([
      ['main.a', 9],
      ['main.b', 8],
      ['other', 3],
    ]);
    expect(noticesOf(frames)).toContainEqual(expect.stringContaining('2 of 4 groups are shown (limit)'));
  });

  test('is filtered and grouped as any other answer', async () => {
    expect(Object.keys(await readTrend({ filter: { function: 'leak' } }))).toEqual(['main.leak']);
    const [leak] = framesOf(await ask({ filter: { function: 'leak' } }));
    const fingerprints = [leak?.fields[1]?.labels?.['fingerprint']];
    expect(Object.keys(await readTrend({ filter: { fingerprints } }))).toEqual(['main.leak']);
    expect(Object.keys(await readTrend({ filter: { minCount: 6 } }))).toEqual(['main.leak']);
    const [frame] = framesOf(await ask({ groupBy: ['state'], per: [] }));
    expect(frame?.fields[1]).toMatchObject({ labels: { state: 'sleep' } });
    expect(frame?.fields[1]?.values.at(-1)).toBe(15);
  });

  test('says from when on there is data, and that memory forgets', async () => {
    const notices = noticesOf(framesOf(await ask({})));
    expect(notices).toContainEqual('Data begins at 2023-11-14 22:13:30 UTC. Nothing is known of the time before.');
    expect(notices).toContainEqual(expect.stringContaining('kept in memory only'));
  });

  test('outlives its target: the past is shown, with a notice that nothing is new', async () => {
    await live([{ leak: 10 }, { leak: 20 }]);
    watched.target.fail();
    watched.nowMs += 6 * minute;
    const frames = framesOf(await ask({}, { intervalMs: minute }));
    const values = frames[0]?.fields[1]?.values ?? [];
    expect(values).toContain(20);
    expect(values.at(-1)).toBeNull();
    expect(noticesOf(frames)).toContainEqual(expect.stringMatching(/^The present is missing from this answer: .*503/));
  });

  test('of a range in the past asks no target', async () => {
    await live([{ leak: 10 }, { leak: 20 }]);
    const before = watched.target.requests.length;
    watched.nowMs += 60 * minute;
    const trend = await readTrend({}, { toMs: startMs + 2 * minute, intervalMs: minute });
    expect(trend['main.leak']).toContain(20);
    expect(watched.target.requests).toHaveLength(before);
  });

  test('never shows another data source, nor another organisation', async () => {
    await live([{ leak: 10 }, { leak: 20 }]);
    watched.nowMs += 10 * minute;
    const past = { toMs: startMs + 2 * minute };
    expect(await readTrend({}, { ...past, uid: 'other' })).toEqual({});
    expect(await readTrend({}, { ...past, orgId: 2 })).toEqual({});
    expect(Object.keys(await readTrend({}, past))).toContain('main.leak');
  });

  test('is for alert rules too', async () => {
    expect(framesOf(await ask({}, { fromAlert: true }))[0]?.fields[1]?.values.at(-1)).toBe(10);
  });
});

describe('a trend that cannot be', () => {
  test.each([
    [{ inline: 'goroutine 1 [running]:\n' }, 'inline'],
    [{ filter: { creator: 'x' } }, 'filter.creator'],
    [{ groupBy: ['creator'] }, 'groupBy'],
    [{ filter: { function: '(' } }, 'filter.function'],
  ])('%j names the field', async (query, field) => {
    const problem = problemOf(await ask(query, { role: 'Admin' }));
    expect(problem).toMatchObject({ status: 400, field: expect.stringContaining(field) });
  });

  test('without a range says so', async () => {
    expect(problemOf(await ask({}, { fromMs: 0, toMs: 0 }))).toMatchObject({ code: 'no_range', field: 'time range' });
  });
});
