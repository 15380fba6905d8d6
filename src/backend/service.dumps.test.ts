import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, problemOf, rowsOf } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer } from './testing/pprof-server.ts';

const dumpPath = '/debug/pprof/goroutine?debug=2';

let service: PluginHandler;
let target: PprofServer;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const ask = (query: object, situation: Situation = {}) =>
  askService(service, { url: target.url, role: 'Editor', ...situation }, { queryType: 'stacks', ...query });

const dumps = (rules: object) => ({ jsonData: { dumps: rules } });

test('filtering by creator takes a dump, which knows creators and waits', async () => {
  const table = rowsOf(framesOf(await ask({ filter: { creator: 'main\\.main\\.func' } }))[0]);
  expect(table.map((row) => [row['count'], row['function'], row['creator']])).toEqual([
    [12, 'main.consume', 'main.main.func'],
  ]);
  expect(target.requests).toEqual(['/debug/pprof/goroutine?debug=0', dumpPath]);
});

test('filtering by waits keeps those that wait long enough', async () => {
  const table = rowsOf(framesOf(await ask({ filter: { minWaitMinutes: 1, package: '^main$' }, limit: 3 }))[0]);
  expect(table.map((row) => [row['count'], row['function']]).slice(0, 2)).toEqual([
    [30, 'main.produce'],
    [12, 'main.consume'],
  ]);
  expect(Number(table[0]?.['longestWait'])).toBeGreaterThanOrEqual(1);
});

test('grouping by creator takes a dump as well, also for a number', async () => {
  const frames = framesOf(
    await ask({ queryType: 'count', groupBy: ['creator'], per: [], filter: { package: '^main$' } }),
  );
  const counts = frames.map(({ fields: [field] }) => [field?.labels?.['creator'], field?.values[0]]);
  expect(counts.slice(0, 2)).toEqual([
    ['main.main', 42],
    ['main.main.func', 12],
  ]);
});

test.each([
  [{ filter: { creator: 'x' } }, 'filter.creator'],
  [{ filter: { minWaitMinutes: 5 } }, 'filter.minWaitMinutes'],
  [{ groupBy: ['stack', 'creator'] }, 'groupBy[1]'],
])('a Viewer may not take a dump: %j is refused, naming the field', async (query, field) => {
  const problem = problemOf(await ask(query, { role: 'Viewer' }));
  expect(problem).toMatchObject({ code: 'dump_role', status: 403, field });
  expect(problem.message).toContain('the role Editor');
  expect(target.requests).toEqual([]);
});

test('an administrator can let Viewers take dumps', async () => {
  const answer = await ask({ filter: { creator: 'main' } }, { role: 'Viewer', ...dumps({ role: 'Viewer' }) });
  expect(answer.ok).toBe(true);
});

describe('an alert rule', () => {
  const rule = { queryType: 'count', filter: { creator: 'main' } };

  test('takes no dump, although Grafana runs it as an Admin', async () => {
    const problem = problemOf(await ask(rule, { role: 'Admin', fromAlert: true }));
    expect(problem).toMatchObject({ code: 'dump_in_alert', status: 403, field: 'filter.creator' });
    expect(problem.message).toContain('dumps.inAlerts');
  });

  test('has the rights of a Viewer at most, since any Viewer can call himself one', async () => {
    const asAlert = { role: 'Admin', fromAlert: true } as const;
    const refused = problemOf(await ask(rule, { ...asAlert, ...dumps({ inAlerts: true }) }));
    expect(refused.message).toContain('alert rules have the rights of a Viewer');
    expect((await ask(rule, { ...asAlert, ...dumps({ inAlerts: true, role: 'Viewer' }) })).ok).toBe(true);
  });
});

describe('a process that is too large', () => {
  test('is refused before it is stopped, with what the pause would have been', async () => {
    const problem = problemOf(await ask({ filter: { creator: 'x' } }, dumps({ maxGoroutines: 10 })));
    expect(problem).toMatchObject({ code: 'dump_too_large', field: 'filter.creator' });
    expect(problem.message).toMatch(new RegExp(`${target.host} runs \\d+ goroutines: a dump would stop it for about`));
    expect(problem.message).toContain('up to 10 goroutines');
    expect(target.requests).not.toContain(dumpPath);
  });

  test('is stopped all the same where the bound was lifted', async () => {
    expect((await ask({ filter: { creator: 'main' } }, dumps({ maxGoroutines: 0 }))).ok).toBe(true);
  });

  test('does not keep others from being read', async () => {
    const small = await startPprofServer();
    small.set(
      '/debug/pprof/goroutine?debug=0',
      'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.f+0x1\t/x/main.go:1\n\n',
    );
    const jsonData = {
      dumps: { maxGoroutines: 10 },
      targets: [{ urls: [target.url, small.url], labels: { service: 'shop' } }],
    };
    const frames = framesOf(await ask({ filter: { creator: 'main' } }, { url: '', jsonData }));
    expect(rowsOf(frames[0])[0]).toMatchObject({ targets: 1 });
    expect(noticesOf(frames)[0]).toContain(`1 of 2 targets could not be read`);
    expect(noticesOf(frames)[0]).toContain('a dump would stop it');
    await small.close();
  });
});
