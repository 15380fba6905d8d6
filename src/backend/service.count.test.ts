import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, numbersOf, problemOf } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer } from './testing/pprof-server.ts';

const profilePath = '/debug/pprof/goroutine?debug=0';
const produce = { filter: { function: 'main\\.produce' } };

let nowMs: number;
let service: PluginHandler;
let target: PprofServer;
let second: PprofServer;

beforeEach(async () => {
  nowMs = 1_700_000_000_000;
  [service, target, second] = await Promise.all([
    createService({ nowMs: () => nowMs }),
    startPprofServer(),
    startPprofServer(),
  ]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close(), second.close()]);
});

const ask = (query: object, situation: Situation = {}) =>
  askService(service, { url: target.url, ...situation }, { queryType: 'count', ...query });

const numbers = async (query: object, situation: Situation = {}) => numbersOf(framesOf(await ask(query, situation)));

const two = () => ({
  url: '',
  jsonData: {
    targets: [
      { urls: [target.url], labels: { service: 'one' } },
      { urls: [second.url], labels: { service: 'two' } },
    ],
  },
});

describe('a count', () => {
  test('is the type of a rule without one, because the rule editor does not save the default', async () => {
    const answer = await askService(service, { url: target.url, fromAlert: true }, produce);
    expect(numbersOf(framesOf(answer))[0]?.[1]).toBe(30);
  });

  test('is one number a group, labelled by the target and by what was grouped by', async () => {
    const [first] = await numbers(produce, { fromAlert: true });
    expect(first).toEqual([
      {
        service: '127.0.0.1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        function: 'main.produce',
        state: 'chan send',
      },
      30,
    ]);
  });

  test('has a label set for every number that no other number has', async () => {
    for (const groupBy of [
      ['stack'],
      ['function'],
      ['state'],
      ['package'],
      ['location'],
      ['function', 'ownFunction'],
      [],
    ]) {
      const labels = (await numbers({ groupBy })).map(([one]) => JSON.stringify(Object.entries(one).sort()));
      expect(labels.length).toBeGreaterThan(0);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  test('knows no limit: a stack of any rank keeps its number', async () => {
    expect((await numbers({ limit: 1 })).length).toBe((await numbers({})).length);
  });

  test('grouped by nothing is the number of all goroutines but the one that wrote the profile', async () => {
    const all = (await numbers({ showIgnored: true })).reduce((sum, [, value]) => sum + Number(value), 0);
    expect(await numbers({ groupBy: [], per: [] })).toEqual([[{}, all]]);
  });

  test('leaves out goroutines with only runtime frames, with a notice, and includes them on request', async () => {
    const inline = [
      'goroutine 1 [chan receive]:\nmain.main()\n\t/app/main.go:9 +0x1d',
      'goroutine 21 [select, locked to thread]:\nruntime.gopark(0x0?)\n\t/go/runtime/proc.go:424 +0xce',
    ].join('\n\n');
    const frames = framesOf(await ask({ inline }));
    expect(numbersOf(frames).map(([labels, count]) => [labels['function'], count])).toEqual([['main.main', 1]]);
    expect(noticesOf(frames)).toContainEqual(
      expect.stringMatching(/^1 goroutine has only frames of the runtime \(select\)/),
    );

    const filter = { fingerprints: ['0000000000000000'] };
    for (const kept of [{ filter }, { showIgnored: true, filter }]) {
      expect((await numbers({ inline, ...kept })).map(([{ state }, count]) => [state, count])).toEqual([['select', 1]]);
    }
    expect(await numbers({ inline, groupBy: [], per: [] })).toEqual([[{}, 2]]);
    expect(await numbers({ inline, groupBy: ['state'], per: [] })).toHaveLength(2);
  });

  test('of nothing is no number, or 0 with zeroWhenEmpty', async () => {
    const nothing = { filter: { function: 'nobody' } };
    expect(framesOf(await ask(nothing))).toMatchObject([{ fields: [], meta: { type: 'numeric-multi' } }]);
    expect(await numbers({ ...nothing, zeroWhenEmpty: true })).toEqual([[{ service: '127.0.0.1' }, 0]]);
    expect((await numbers({ ...produce, zeroWhenEmpty: true })).map(([, value]) => value)).toEqual([30]);
  });

  test('beyond the bound of series fails and asks for a filter, instead of leaving some out', async () => {
    const problem = problemOf(await ask({}, { jsonData: { bounds: { series: 3 } } }));
    expect(problem).toMatchObject({ code: 'too_many_series', field: 'filter', source: 'downstream' });
    expect(problem.message).toMatch(/gives \d+ numbers, and an answer has at most 3/);
  });

  test.each([
    [{ value: 'growth' }, 'time range', 'or a window'],
    [{ window: '1h' }, 'window', '"growth" and "change"'],
    [{ value: 'ratio' }, 'baseline', 'needs a baseline'],
    [{ value: 'change', baseline: { ago: '1d' } }, 'baseline', 'goes with the value "ratio"'],
    [{ value: 'change', window: '1h', inline: 'goroutine 1 [running]:' }, 'inline', 'one moment'],
  ])('that compares with the past names the field at fault: %j', async (query, field, words) => {
    const problem = problemOf(await ask(query));
    expect(problem).toMatchObject({ field, message: expect.stringContaining(words) });
    expect(target.requests).toEqual([]);
  });
});

describe('an alert rule', () => {
  test('is answered from a profile of the last minute, whoever took it', async () => {
    await ask({});
    nowMs += 59_000;
    const frames = framesOf(await ask(produce, { fromAlert: true }));
    // The onset of a leak takes a dump of its own.
    const profiles = () => target.requests.filter((path) => path.endsWith('debug=0'));
    expect(profiles()).toHaveLength(1);
    expect(noticesOf(frames)).toEqual([expect.stringContaining('The profile is 59s old')]);
    nowMs += 2_000;
    await ask({}, { fromAlert: true });
    expect(profiles()).toHaveLength(2);
  });

  test.each(['stacks', 'suspects', 'flamegraph', 'diff', 'dump', 'source', 'events'])(
    'of the type %s is refused, naming count',
    async (queryType) => {
      const problem = problemOf(await ask({ queryType }, { fromAlert: true, role: 'Admin' }));
      expect(problem).toMatchObject({ code: 'not_alertable', field: 'queryType' });
      expect(problem.message).toContain('"count"');
      expect(target.requests).toEqual([]);
    },
  );
});

describe('a target that cannot be read', () => {
  test('does not fail the others, and its own number is unknown', async () => {
    second.set(profilePath, 500);
    const frames = framesOf(await ask(produce, two()));
    expect(numbersOf(frames)).toEqual([
      [expect.objectContaining({ service: 'one', function: 'main.produce' }), 30],
      [{ service: 'two' }, null],
    ]);
    expect(noticesOf(frames)).toEqual([
      expect.stringMatching(
        new RegExp(`^1 of 2 targets could not be read and are missing from this answer: .*${second.host}`),
      ),
    ]);
  });

  test('keeps the sum of the others where its labels are not kept apart', async () => {
    second.set(profilePath, 500);
    expect(await numbers({ ...produce, per: [], groupBy: [] }, two())).toEqual([[{}, 30]]);
  });

  test('keeps its last answer for five minutes', async () => {
    await ask(produce, two());
    second.set(profilePath, 500);
    nowMs += 240_000;
    const frames = framesOf(await ask({ ...produce, groupBy: [] }, two()));
    expect(numbersOf(frames)).toEqual([
      [{ service: 'one' }, 30],
      [{ service: 'two' }, 30],
    ]);
    expect(noticesOf(frames)).toEqual([
      expect.stringMatching(/^1 of 2 targets could not be read just now\. Their last profiles, up to 4m old,/),
    ]);
    nowMs += 120_000;
    expect(await numbers({ ...produce, groupBy: [] }, two())).toEqual([
      [{ service: 'one' }, 30],
      [{ service: 'two' }, null],
    ]);
  });

  test.each([
    [401, 401],
    [404, 404],
    [500, 502],
  ])('answering %d fails the query when it is the only one', async (answered, status) => {
    target.set(profilePath, answered);
    const problem = problemOf(await ask(produce));
    expect(problem).toMatchObject({ status, source: 'downstream' });
    expect(problem.message).toContain(target.host);
  });

  test('fails the query when all fail, and says how many', async () => {
    target.set(profilePath, 500);
    second.set(profilePath, '<html>');
    const problem = problemOf(await ask(produce, two()));
    expect(problem.message).toMatch(/^None of 2 targets could be read: /);
    expect(problem.message).toContain(target.host);
    expect(problem.message).toContain(second.host);
  });
});
