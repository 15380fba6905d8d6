import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, numbersOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { readRecorded } from './testing/pprof-server.ts';
import { minute, startMs, watchTarget } from './testing/watched-target.ts';

// Hours pass in these tests, sample by sample.
jest.setTimeout(60_000);

const watched = watchTarget({ leak: 10 }, { storesHistory: true });
const { ask, live } = watched;

const suspects = async (query: object = {}, situation: Situation = {}) =>
  rowsOf(framesOf(await ask({ queryType: 'suspects', ...query }, situation))[0]);

const grades = async (query: object = {}, situation: Situation = {}) =>
  (await suspects(query, situation)).map((row) => [row['function'], row['grade']]);

/** Waits for connections, beside a goroutine of the program's own. */
const idleServer = `goroutine profile: total 4
3 @ 0x10 0x20 0x30 0x40 0x50
#	0x10	internal/poll.runtime_pollWait+0x1	/usr/local/go/src/runtime/netpoll.go:345
#	0x20	net.(*TCPListener).Accept+0x1	/usr/local/go/src/net/tcpsock.go:330
#	0x30	net/http.(*Server).Serve+0x1	/usr/local/go/src/net/http/server.go:3255

1 @ 0x10 0x60 0x70
#	0x60	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x70	main.work+0x1	/src/main.go:10
`;

/** One goroutine more each minute, beside a pool, and requests that come and go. */
const day = (index: number): Readonly<Record<string, number>> => ({
  leak: 10 + index,
  pool: 25,
  busy: 40 + ((index * 7) % 11),
});

describeWithSqlite('a leak of one goroutine a minute', () => {
  test('rises for half an hour, then is worth a watch, and likely after an hour and 60 samples', async () => {
    await live(0, 25, day);
    expect(await grades()).toEqual([['main.leak', 'rising']]);
    await live(25, 40, day);
    expect(await grades()).toEqual([['main.leak', 'watch']]);
    await live(40, 59, day);
    expect(await grades()).toEqual([['main.leak', 'watch']]);
    await live(59, 75, day);
    const [leak, ...others] = await suspects();
    expect(others).toEqual([]);
    expect(leak).toMatchObject({
      grade: 'likely',
      function: 'main.leak',
      state: 'sleep',
      count: 84,
      growthPerMinute: expect.closeTo(1, 1),
      cause: 'loop-without-exit',
      causeName: expect.any(String),
      fix: expect.stringMatching(/.{20}/),
      evidence: expect.stringMatching(/hardly ever fell: from 1\d to 8\d since (at least )?2023-11-14 22:1\d/),
      surer: expect.stringMatching(/^Likely\. The runtime's leak profile/),
      instances: 1,
      instancesOf: 1,
      once: false,
      leaked: 0,
      location: 'main.go:10',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      service: '127.0.0.1',
    });
    expect(Number(leak?.['since'])).toBeLessThan(startMs + 5 * minute);
    expect(Number(leak?.['memoryMin'])).toBe(84 * 2_700);
  });

  test('says how far it can be trusted so far', async () => {
    await live(0, 4, day);
    const notices = noticesOf(framesOf(await ask({ queryType: 'suspects' })));
    expect(notices).toContainEqual(
      expect.stringMatching(
        /^Growth is judged from samples since 2023-11-14 22:13:30 UTC\. .* until 2023-11-14 23:13:30/,
      ),
    );
    expect(notices).toContainEqual(
      expect.stringMatching(/4 samples over 3 min.* cannot tell a leak from a busy moment/),
    );
  });

  test('stays one when Grafana is restarted, with what is kept', async () => {
    await live(0, 75, day);
    const [before] = await suspects();
    await watched.restart();
    const [after] = await suspects();
    expect(after).toMatchObject({ grade: 'likely', function: 'main.leak', since: before?.['since'], count: 84 });
    await live(75, 80, day);
    expect(await grades()).toEqual([['main.leak', 'likely']]);
  });

  test('is an onset, reported once, whatever is asked and however often Parked starts', async () => {
    await live(0, 75, day);
    await watched.restart();
    await live(75, 85, day);
    await watched.restart();
    await live(85, 90, day);
    const [frame] = framesOf(await ask({ queryType: 'events' }, { fromMs: startMs - minute }));
    expect(rowsOf(frame)).toEqual([
      expect.objectContaining({ kind: 'onset', function: 'main.leak', grade: 'likely', state: 'sleep' }),
    ]);
  });

  test('can be alerted on by its grade, with labels that stay the same', async () => {
    const rule = { queryType: 'count', filter: { minGrade: 'likely' }, zeroWhenEmpty: true };
    const numbers = async () => numbersOf(framesOf(await ask(rule, { fromAlert: true })));
    await live(0, 45, day);
    expect(await numbers()).toEqual([[{ service: '127.0.0.1' }, 0]]);
    await live(45, 75, day);
    const [firing, ...others] = await numbers();
    expect(others).toEqual([]);
    expect(firing).toEqual([expect.objectContaining({ function: 'main.leak', service: '127.0.0.1' }), 84]);
    await watched.restart();
    expect(await numbers()).toEqual([firing]);
    await live(75, 90, day);
    expect((await numbers()).map(([labels]) => labels)).toEqual([firing?.[0]]);
  });

  test('is graded in tables and series too', async () => {
    await live(0, 75, day);
    const table = rowsOf(framesOf(await ask({ queryType: 'stacks' }))[0]);
    expect(table.map((row) => [row['function'], row['grade'], row['cause']])).toEqual([
      ['main.leak', 'likely', 'loop-without-exit'],
      ['main.busy', null, expect.anything()],
      ['main.pool', null, expect.anything()],
    ]);
    const filter = { minGrade: 'watch' };
    expect(rowsOf(framesOf(await ask({ queryType: 'stacks', filter }))[0])).toHaveLength(1);
    const series = framesOf(await ask({ queryType: 'trend', filter }));
    expect(series.map(({ fields }) => fields[1]?.labels?.['function'])).toEqual(['main.leak']);
    const byFunction = rowsOf(framesOf(await ask({ queryType: 'stacks', groupBy: ['function'], filter }))[0]);
    expect(byFunction).toEqual([expect.objectContaining({ function: 'main.leak', grade: 'likely' })]);
  });

  test('has its former verdict for a range of the past', async () => {
    await live(0, 75, day);
    watched.nowMs += 180 * minute;
    const then = { fromMs: startMs, toMs: startMs + 40 * minute };
    const asked = watched.target.requests.length;
    expect(await grades({}, then)).toEqual([['main.leak', 'watch']]);
    expect(await grades({}, { ...then, toMs: startMs + 74 * minute })).toEqual([['main.leak', 'likely']]);
    const table = rowsOf(framesOf(await ask({ queryType: 'stacks' }, then))[0]);
    expect(table.find((row) => row['function'] === 'main.leak')).toMatchObject({ count: 50, grade: 'watch' });
    expect(watched.target.requests).toHaveLength(asked);
  });

  test('comes back although a rule ignores it, when it begins to rise', async () => {
    const jsonData = { ignore: { rules: [{ any: 'main.leak' }, { any: 'main.pool' }] } };
    const names = async () =>
      rowsOf(framesOf(await ask({ queryType: 'stacks' }, { jsonData }))[0]).map((row) => row['function']);
    await live(0, 1, day, { jsonData });
    expect(await names()).toEqual(['main.busy']);
    await live(1, 40, day, { jsonData });
    expect(await names()).toEqual(['main.busy', 'main.leak']);
    await live(40, 75, day, { jsonData });
    expect(await names()).toEqual(['main.leak', 'main.busy']);
    expect(await grades({}, { jsonData })).toEqual([['main.leak', 'likely']]);
    expect(noticesOf(framesOf(await ask({ queryType: 'stacks' }, { jsonData })))).toContainEqual(
      expect.stringMatching(/^25 goroutines are left out by ignore rules \(own rule 2: 25\)/),
    );
  });

  test('is found by filters, and by its fingerprint', async () => {
    await live(0, 75, day);
    const [leak] = await suspects();
    expect(await grades({ filter: { fingerprints: [leak?.['fingerprint']] } })).toHaveLength(1);
    expect(await grades({ filter: { fingerprints: ['0123456789abcdef'] } })).toEqual([]);
    expect(await grades({ filter: { function: 'leak', states: ['sleep'], minCount: 80 } })).toHaveLength(1);
    expect(await grades({ filter: { states: ['chan send'] } })).toEqual([]);
    expect(await grades({ filter: { minGrade: 'proven' } })).toEqual([]);
  });

  test('says how much time is left where a limit is known', async () => {
    const jsonData = { goroutineLimit: 1000 };
    await live(0, 75, day, { jsonData });
    const [leak] = await suspects({}, { jsonData });
    const total = Object.values(day(74)).reduce((sum, count) => sum + count, 0);
    expect(leak?.['timeLeftMin']).toBeLessThanOrEqual(1000 - total);
    expect(leak?.['timeLeftMax']).toBeGreaterThanOrEqual(1000 - total);
  });
});

describeWithSqlite('healthy stacks', () => {
  test('are no suspects: a pool, a busy hour, a cache that fills up, a restart', async () => {
    await live(0, 180, (index) => ({
      pool: 25,
      busy: 20 + Math.round(60 * Math.sin((index / 120) * Math.PI) ** 2) + ((index * 7) % 5),
      cache: Math.round(50 * (1 - Math.exp(-(index % 100) / 12))),
    }));
    expect(await grades({ filter: { minGrade: 'likely' } })).toEqual([]);
    const [frame] = framesOf(await ask({ queryType: 'events' }, { fromMs: startMs }));
    expect(rowsOf(frame)).toEqual([]);
  });
});

describeWithSqlite('a target that is not sampled', () => {
  const jsonData = { sampling: { enabled: false } };

  test('shows what one moment proves, and says that growth is not judged', async () => {
    watched.target.set('/debug/pprof/goroutine?debug=0', readRecorded('goroutine-debug0.pb.gz'));
    const frames = framesOf(await ask({ queryType: 'suspects' }, { jsonData }));
    expect(rowsOf(frames[0])).toMatchObject([
      {
        grade: 'proven',
        state: 'select (no cases)',
        count: 3,
        growthPerMinute: null,
        since: null,
        cause: 'empty-select',
      },
    ]);
    expect(noticesOf(frames)).toContainEqual(expect.stringMatching(/^There are no samples of these targets/));
  });

  test('hides nothing without a filter', async () => {
    watched.target.set('/debug/pprof/goroutine?debug=0', idleServer);
    const rows = async (query: object, situation: Situation) =>
      rowsOf(framesOf(await ask({ queryType: 'stacks', limit: 100, ...query }, situation))[0]).length;
    expect(await rows({}, { jsonData })).toBe(await rows({ showIgnored: true }, { jsonData }));
    // Where growth is judged, what servers and clients keep for each connection is left out unasked.
    const sampled = { uid: 'sampled' };
    expect(await rows({}, sampled)).toBe((await rows({ showIgnored: true }, sampled)) - 1);
    expect(await rows({}, { uid: 'all', jsonData: { ignore: { packs: [] } } })).toBe(
      await rows({ showIgnored: true }, sampled),
    );
  });
});

describeWithSqlite('the leak profile', () => {
  test('proves, on demand', async () => {
    watched.target.set('/debug/pprof/goroutine?debug=0', readRecorded('goroutine-debug0.pb.gz'));
    const rows = await suspects({ profile: 'goroutineleak' });
    expect(rows[0]).toMatchObject({ grade: 'proven', count: 30, leaked: 30, function: 'main.produce' });
    expect(rows.every((row) => row['grade'] === 'proven' && Number(row['leaked']) > 0)).toBe(true);
    // It counts from then on, and grades are about the whole.
    expect((await suspects())[0]).toMatchObject({ function: 'main.produce', leaked: 30, grade: 'proven' });
    const [number] = numbersOf(
      framesOf(await ask({ queryType: 'count', filter: { minGrade: 'proven', function: 'main.produce' } })),
    );
    expect(number).toEqual([expect.objectContaining({ function: 'main.produce' }), 30]);
  });
});

describe('suspects of a pasted dump', () => {
  test('are what the dump proves, with their creators', async () => {
    const inline = readRecorded('goroutineleak-debug2.txt').toString();
    const frames = framesOf(await ask({ queryType: 'suspects', inline }));
    const rows = rowsOf(frames[0]);
    expect(rows[0]).toMatchObject({
      grade: 'proven',
      leaked: expect.any(Number),
      creator: expect.stringMatching(/^main\./),
    });
    expect(noticesOf(frames)).toContainEqual(
      expect.stringMatching(/^A pasted dump is one moment\. .* Growth is not judged/),
    );
    expect(frames[0]?.fields.map(({ name }) => name)).not.toContain('service');
  });

  test('that cannot be read are refused', async () => {
    expect(problemOf(await ask({ queryType: 'suspects', inline: 'hello' }))).toMatchObject({ field: 'inline' });
  });
});

describe('suspects that cannot be', () => {
  test.each([
    [{ filter: { creator: 'x' } }, 'filter.creator'],
    [{ filter: { minWaitMinutes: 5 } }, 'filter.minWaitMinutes'],
    [{ filter: { labels: [{ label: 'handler', op: '=', value: 'x' }] } }, 'filter.labels'],
    [{ filter: { function: '(' } }, 'filter.function'],
  ])('%j names the field', async (query, field) => {
    expect(problemOf(await ask({ queryType: 'suspects', ...query }))).toMatchObject({ status: 400, field });
  });

  test('no alert rule is made of: count is for that', async () => {
    const problem = problemOf(await ask({ queryType: 'suspects' }, { fromAlert: true }));
    expect(problem).toMatchObject({ code: 'not_alertable' });
  });
});
