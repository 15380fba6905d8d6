import { describeWithSqlite } from './history/testing/samples.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, problemOf, rowsOf } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { readRecorded, startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer } from './testing/pprof-server.ts';

let service: PluginHandler;
let target: PprofServer;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const ask = (query: object, situation: Situation = {}) =>
  askService(service, { url: target.url, ...situation }, { queryType: 'stacks', ...query });

const rows = async (query: object, situation: Situation = {}) => rowsOf(framesOf(await ask(query, situation))[0]);

describe('stacks of a live target', () => {
  test('are groups by stack and state, the largest first', async () => {
    const table = await rows({});
    expect(table.map((row) => [row['count'], row['state'], row['function']]).slice(0, 5)).toEqual([
      [30, 'chan send', 'main.produce'],
      [12, 'chan receive', 'main.consume'],
      [5, 'sync.Mutex.Lock', 'main.(*store).put'],
      [4, 'sync.WaitGroup.Wait', 'main.wait'],
      [3, 'select (no cases)', 'main.never'],
    ]);
    expect(table[0]).toMatchObject({
      service: '127.0.0.1',
      location: 'main.go:17',
      package: 'main',
      change: null,
      creator: null,
      longestWait: null,
      targets: 1,
    });
    expect(table[0]?.['fingerprint']).toMatch(/^[0-9a-f]{16}$/);
  });

  test('carry the grade that one profile gives', async () => {
    const table = await rows({});
    const grades = Object.fromEntries(table.map((row) => [row['state'], row['grade']]));
    expect(grades).toMatchObject({ 'select (no cases)': 'proven', 'chan send': null });
  });

  test('name the likeliest cause of stacks with own code', async () => {
    const table = await rows({});
    const causes = Object.fromEntries(table.map((row) => [row['function'], row['cause']]));
    expect(causes).toMatchObject({ 'main.(*store).put': 'lock-never-released', 'main.wait': 'waitgroup-without-done' });
  });

  test('leave out what ignore rules hide, say how much, and show it on demand', async () => {
    const jsonData = { ignore: { packs: ['http'], rules: [{ any: 'main.consume' }] } };
    const [frame] = framesOf(await ask({}, { jsonData }));
    expect(rowsOf(frame).some((row) => row['function'] === 'main.consume')).toBe(false);
    expect(noticesOf(frame ? [frame] : []).join()).toContain('own rule 1: 12');
    const all = await rows({ showIgnored: true }, { jsonData });
    expect(all.some((row) => row['function'] === 'main.consume')).toBe(true);
  });

  test('say how many goroutines, stacks and bytes, and what was asked, without credentials', async () => {
    const [frame] = framesOf(
      await ask(
        {},
        { jsonData: { httpHeaderName1: 'X-Key' }, secrets: { httpHeaderValue1: 'geheim' }, role: 'Editor' },
      ),
    );
    const stats = Object.fromEntries((frame?.meta?.stats ?? []).map((stat) => [stat.displayName, stat.value]));
    expect(stats).toMatchObject({
      'Targets asked': 1,
      'Targets read': 1,
      Fetched: readRecorded('goroutine-debug0.pb.gz').length,
      'Goroutines that wrote the profiles': 1,
    });
    expect(stats['Goroutines']).toBeGreaterThan(54);
    expect(frame?.meta?.executedQueryString).toContain(`GET ${target.url}/debug/pprof/goroutine?debug=0\n{`);
    expect(JSON.stringify(frame)).not.toContain('geheim');
  });

  test('beyond the limit are one row "other", and a notice says how many', async () => {
    const [frame] = framesOf(await ask({ limit: 2 }));
    const table = rowsOf(frame);
    const all = await rows({});
    const rest = all.slice(2).reduce((sum, row) => sum + Number(row['count']), 0);
    expect(table.map((row) => row['count'])).toEqual([30, 12, rest]);
    expect(table[2]).toMatchObject({ fingerprint: 'other', function: `other (${all.length - 2} groups)`, grade: null });
    expect(frame?.meta?.notices?.map((notice) => notice.text)).toEqual([
      `2 of ${all.length} groups are shown (limit). The other ${all.length - 2} with ${rest} goroutines are in "other". 1 suspect is among them. "Suspicion at least" shows only suspects.`,
    ]);
  });

  test('can be filtered by everything that debug=0 knows', async () => {
    const counts = async (filter: object) => (await rows({ filter })).map((row) => row['count']);
    expect(await counts({ function: '^main\\.pro' })).toEqual([30]);
    expect(await counts({ package: '^main$', states: ['chan receive', 'sync.Mutex.Lock'] })).toEqual([12, 5]);
    expect(await counts({ minCount: 5, package: '^main$' })).toEqual([30, 12, 5]);
    expect(await counts({ minGrade: 'proven' })).toEqual([3]);
    expect(await counts({ function: 'no such function' })).toEqual([]);
  });

  test('say since when growth is judged if a grade is asked for, or that it is not', async () => {
    const notices = async (situation: object) =>
      noticesOf(framesOf(await ask({ filter: { minGrade: 'likely' } }, situation)));
    expect(await notices({ jsonData: { sampling: { enabled: false } }, uid: 'unsampled' })).toEqual([
      expect.stringMatching(/^There are no samples of these targets\. Grades come from this one profile/),
    ]);
    expect(await notices({})).toEqual([expect.stringMatching(/^Growth is judged from samples since .* until /)]);
  });

  test('can be grouped by a pprof label that is kept', async () => {
    const query = { groupBy: ['label:handler'], filter: { function: 'main.consume' } };
    const table = await rows(query, { jsonData: { labelKeys: ['handler'] } });
    expect(table.map((row) => [row['handler'], row['count'], row['function']])).toEqual([
      ['/api/0', 4, 'main.consume'],
      ['/api/1', 4, 'main.consume'],
      ['/api/2', 4, 'main.consume'],
    ]);
  });

  test('by a pprof label that is not kept are refused, naming the field and the setting', async () => {
    const grouped = problemOf(await ask({ groupBy: ['stack', 'label:handler'] }));
    expect(grouped).toMatchObject({ status: 400, field: 'groupBy[1]' });
    expect(grouped.message).toContain('pprof labels to keep');
    const filtered = problemOf(await ask({ filter: { labels: [{ label: 'handler', op: '=', value: 'x' }] } }));
    expect(filtered).toMatchObject({ status: 400, field: 'filter.labels[0]' });
  });

  test('of the leak profile are the leaked goroutines alone', async () => {
    const table = await rows({ profile: 'goroutineleak' });
    expect(table.map((row) => [row['count'], row['leaked'], row['grade']])).toContainEqual([30, 30, 'proven']);
    expect(table.every((row) => row['count'] === row['leaked'])).toBe(true);
    await rows({ profile: 'goroutineleak', limit: 1 });
    expect(target.requests).toEqual(['/debug/pprof/goroutineleak?debug=0']);
  });

  test('with ignored ones shown are the same while there is no ignore pack', async () => {
    const jsonData = { ignore: { packs: [] } };
    expect(await rows({ showIgnored: true }, { jsonData })).toEqual(await rows({}, { jsonData }));
  });
});

describe('a target that serves text alone', () => {
  beforeEach(() => target.set('/debug/pprof/goroutine?debug=0', readRecorded('goroutine-debug1.txt')));

  test('is asked for the names that tell channel operations apart, once for all who share the profile', async () => {
    const table = await rows({ filter: { package: '^main$' } });
    expect(table.map((row) => row['state']).slice(0, 5)).toEqual([
      'chan send',
      'chan receive',
      'sync.Mutex.Lock',
      'sync.WaitGroup.Wait',
      'select (no cases)',
    ]);
    await rows({});
    expect(target.requests.filter((path) => path.startsWith('/debug/pprof/symbol?'))).toHaveLength(1);
  });

  test('and has no symbols keeps its states as far as the text tells', async () => {
    target.set('/debug/pprof/symbol', 404);
    const states = (await rows({})).map((row) => row['state']);
    expect(states).toContain('chan or select');
    expect(states).toContain('sync.Mutex.Lock');
  });
});

describe('several targets', () => {
  test('are summed, unless their labels keep them apart', async () => {
    const jsonData = {
      targets: [
        { urls: [target.url], labels: { service: 'shop', zone: 'a' } },
        { urls: [`${target.url}/debug/pprof`], labels: { service: 'shop', zone: 'b' } },
      ],
    };
    const produced = async (query: object) =>
      (await rows({ filter: { function: 'produce' }, ...query }, { url: '', jsonData })).map((row) => [
        row['service'],
        row['zone'],
        row['count'],
        row['targets'],
      ]);
    expect(await produced({})).toEqual([['shop', undefined, 60, 2]]);
    expect(await produced({ per: ['service', 'zone'] })).toEqual([
      ['shop', 'a', 30, 1],
      ['shop', 'b', 30, 1],
    ]);
    const onlyB = [{ label: 'zone', op: '=~', value: 'b|c' }];
    expect(await produced({ per: ['service', 'zone'], targets: onlyB })).toEqual([['shop', 'b', 30, 1]]);
  });

  test('without a match are refused, naming the field', async () => {
    const problem = problemOf(await ask({ targets: [{ label: 'service', op: '=', value: 'nope' }] }));
    expect(problem).toMatchObject({ code: 'no_targets', field: 'targets', source: 'downstream' });
  });
});

describe('sharing', () => {
  /** The onset of a leak takes a dump of its own. */
  const profiles = () => target.requests.filter((path) => path.endsWith('debug=0'));

  test('twelve panels at once cost the target one fetch', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => rows({ limit: index + 1 })));
    expect(profiles()).toHaveLength(1);
  });

  test('never crosses data sources', async () => {
    await rows({}, { uid: 'one' });
    await rows({}, { uid: 'two' });
    await rows({}, { uid: 'two', orgId: 2 });
    expect(profiles()).toHaveLength(3);
  });
});

describeWithSqlite('a range in the past', () => {
  test('that has just ended is answered live, with a notice once it is over a sampling interval', async () => {
    expect(noticesOf(framesOf(await ask({}, { toMs: Date.now() - 10_000 })))).toEqual([]);
    expect(noticesOf(framesOf(await ask({}, { toMs: Date.now() - 120_000 })))).toEqual([
      expect.stringMatching(
        /^The time range ended 2m ago, and history has no samples of that time\. This answer shows the present/,
      ),
    ]);
  });

  test('is refused: there is no history yet', async () => {
    const problem = problemOf(await ask({}, { toMs: Date.now() - 3_600_000 }));
    expect(problem).toMatchObject({ code: 'no_history', status: 400, source: 'downstream' });
    expect(problem.message).toContain('data begins now');
    expect(target.requests).toEqual([]);
  });
});

describe('queries that cannot be answered', () => {
  test('settings that are wrong are named in every answer', async () => {
    const problem = problemOf(await ask({}, { url: 'ftp://x' }));
    expect(problem.message).toContain('"URL" (Connection) begins with neither http:// nor https://');
  });

  test('one wrong query takes no other with it', async () => {
    const answers = await Promise.all([ask({ limit: 0 }), ask({})]);
    expect(answers.map((answer) => answer.ok)).toEqual([false, true]);
  });
});
