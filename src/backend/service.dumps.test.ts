import { nameHistoryFile } from './history/file-name.ts';
import { openEmbeddedHistory } from './history/embedded/engine.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, describeContext, framesOf, noticesOf, problemOf, rowsOf } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { readRecorded, startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer } from './testing/pprof-server.ts';

const dumpPath = '/debug/pprof/goroutine?debug=2';
const profilePath = '/debug/pprof/goroutine?debug=0';

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
    expect(problem.message).toContain('"In alert rules"');
  });

  test('has the rights of a Viewer at most, because any Viewer can send its mark', async () => {
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

  test('is judged by its own last dump, once there is one', async () => {
    const count = 1_200;
    const stack = 'main.f(0x1)\n\t/x/main.go:1 +0x1\n\n';
    const dump = Array.from({ length: count }, (_, id) => `goroutine ${id + 1} [select]:\n${stack}`).join('');
    target.set(profilePath, `goroutine profile: total ${count}\n${count} @ 0x1\n#\t0x1\tmain.f+0x1\t/x/main.go:1\n\n`);
    target.set(dumpPath, (_, response) => void setTimeout(() => response.end(dump), 900));
    const settings = dumps({ maxPause: '200ms' });
    expect((await ask({ filter: { creator: 'x' } }, settings)).ok).toBe(true);
    const problem = problemOf(await ask({ groupBy: ['creator'] }, settings));
    expect(problem).toMatchObject({ code: 'dump_too_large', field: 'groupBy[0]' });
    expect(problem.message).toMatch(/would stop it for about [\d.]+m?s\. This data source takes dumps that stop/);
  });

  test('is stopped once where an administrator has asked for it in spite of the pause', async () => {
    const settings = dumps({ maxGoroutines: 10 });
    const permit = (role: 'Editor' | 'Admin') =>
      service.callResource(
        describeContext({ url: target.url, ...settings, role }),
        { method: 'POST', path: 'dump-permits', url: 'dump-permits', body: new Uint8Array() },
        new AbortController().signal,
      );
    expect((await permit('Editor')).status).toBe(403);
    expect((await permit('Admin')).status).toBe(200);
    const query = { filter: { creator: 'main' } };
    expect(problemOf(await ask(query, { ...settings, role: 'Editor' })).code).toBe('dump_too_large');
    expect((await ask(query, { ...settings, role: 'Admin' })).ok).toBe(true);
    expect(problemOf(await ask(query, { ...settings, role: 'Admin' })).code).toBe('dump_too_large');
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

describe('a dump as an answer', () => {
  const dump = (query: object = {}, situation: Situation = {}) => ask({ queryType: 'dump', ...query }, situation);
  const columns = ['timestamp:time', 'body:string', 'severity:string', 'id:string', 'labels:json'];

  test('is one log line a goroutine, as the runtime printed it', async () => {
    const [frame] = framesOf(await dump({ filter: { function: 'main.produce$' } }));
    expect(frame?.fields.map(({ name, type }) => `${name}:${type}`)).toEqual(columns);
    expect(frame?.meta).toMatchObject({
      type: 'log-lines',
      typeVersion: [0, 0],
      preferredVisualisationType: 'logs',
    });
    const lines = rowsOf(frame);
    expect(lines).toHaveLength(30);
    expect(new Set(lines.map((row) => row['id'])).size).toBe(30);
    const recorded = readRecorded('goroutine-debug2.txt').toString();
    for (const row of lines) expect(recorded).toContain(`${String(row['body'])}\n`);
    const [line] = lines;
    const [, number = ''] = /^goroutine (\d+) \[chan send, \d+ minutes\]:\n/.exec(String(line?.['body'])) ?? [];
    expect(line?.['labels']).toEqual({
      service: '127.0.0.1',
      instance: target.host,
      state: 'chan send',
      waitMinutes: expect.stringMatching(/^\d+$/),
      createdBy: 'main.main',
      goroutine: number,
      function: 'main.produce',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('leaves the goroutine out that wrote it, and keeps every other one', async () => {
    const frames = framesOf(await dump());
    const recorded = readRecorded('goroutine-debug2.txt').toString();
    const all = recorded.match(/^goroutine \d+ /gm) ?? [];
    expect(rowsOf(frames[0])).toHaveLength(all.length - 1);
    expect(noticesOf(frames)).toEqual([]);
  });

  test('obeys the conditions on single goroutines and on groups', async () => {
    const waiting = rowsOf(framesOf(await dump({ filter: { minWaitMinutes: 1 } }))[0]);
    expect(waiting.length).toBeGreaterThan(0);
    for (const { labels } of waiting) {
      expect(Number((labels as Record<string, string>)['waitMinutes'])).toBeGreaterThanOrEqual(1);
    }
    expect(rowsOf(framesOf(await dump({ filter: { minCount: 30, states: ['chan send'] } }))[0])).toHaveLength(30);
  });

  test('says how many lines its bound leaves out', async () => {
    const jsonData = { bounds: { dumpRows: 5 } };
    const frames = framesOf(await dump({ filter: { function: 'main.produce$' } }, { jsonData }));
    expect(rowsOf(frames[0])).toHaveLength(5);
    expect(noticesOf(frames)).toEqual([
      '5 of 30 goroutines are shown: an answer has at most 5 lines (the bound "Most goroutines shown of a dump"). Use a filter to see others.',
    ]);
  });

  test('marks what the runtime says is leaked', async () => {
    const lines = rowsOf(framesOf(await dump({ profile: 'goroutineleak' }))[0]);
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines.map((row) => row['severity']))).toEqual(new Set(['error']));
    for (const row of lines) expect(row['body']).toMatch(/^goroutine \d+ \[[^\]]*\(leaked\)/);
  });

  test('is made of a pasted dump too, whoever asks', async () => {
    const inline = readRecorded('goroutine-debug2.txt').toString();
    const frames = framesOf(await dump({ inline, filter: { function: 'main.consume$' } }, { url: '', role: 'Viewer' }));
    expect(rowsOf(frames[0])).toHaveLength(12);
    const counts = 'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.f+0x1\t/x/main.go:1\n\n';
    expect(problemOf(await dump({ inline: counts }, { url: '' }))).toMatchObject({
      code: 'not_a_dump',
      field: 'inline',
    });
  });

  test('is taken for Editors only, of small processes, and never for a rule', async () => {
    expect(problemOf(await dump({}, { role: 'Viewer' }))).toMatchObject({
      code: 'dump_role',
      status: 403,
      message: expect.stringContaining('Use "stacks"'),
    });
    expect(problemOf(await dump({}, dumps({ maxGoroutines: 10 })))).toMatchObject({ code: 'dump_too_large' });
    expect(problemOf(await dump({}, { role: 'Admin', fromAlert: true }))).toMatchObject({ code: 'not_alertable' });
    expect(target.requests).not.toContain(dumpPath);
  });

  test('has no past if no dump was kept', async () => {
    const problem = problemOf(await dump({}, { toMs: Date.now() - 3_600_000 }));
    expect(problem).toMatchObject({ code: 'no_history', message: expect.stringContaining('No dump was kept') });
  });
});

describeWithSqlite('a dump that was kept at an onset', () => {
  const hourMs = 3_600_000;
  const keptMs = Date.now() - 2 * hourMs;
  const range = { fromMs: keptMs - hourMs, toMs: keptMs + hourMs / 2 };
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parked-kept-'));
    const engine = await openEmbeddedHistory({
      path: join(folder, nameHistoryFile(1, 'uid')),
      nowMs: Date.now,
      retentionMs: 86_400_000,
      maxBytes: 2 ** 30,
      version: 'test',
    });
    const labels = { service: 'shop', instance: 'pod-1:6060' };
    await engine.evidence?.keep({
      target: labels,
      atMs: keptMs,
      fingerprint: 'abc',
      function: 'main.produce',
      grade: 'likely',
      profile: { labels, atMs: keptMs, goroutines: 51, groups: [] },
      dump: { text: readRecorded('goroutine-debug2.txt'), goroutines: 51, tookMs: 3, cut: false },
      noDump: null,
    });
    await engine.close();
  });
  afterEach(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = (query: object, situation: Situation = {}) =>
    ask({ queryType: 'dump', ...query }, { ...range, pluginConfig: { history_dir: folder }, ...situation });

  test('is shown for the time range that it was kept in, after its process is gone', async () => {
    const frames = framesOf(await look({ filter: { function: 'main.produce$' } }));
    expect(rowsOf(frames[0])).toHaveLength(30);
    expect(noticesOf(frames).join(' ')).toContain('This dump of pod-1:6060 was kept at');
    expect(target.requests).not.toContain(dumpPath);
  });

  test('shows the creators and waits of that time', async () => {
    const table = rowsOf(framesOf(await look({ queryType: 'stacks', filter: { creator: 'main\\.main\\.func' } }))[0]);
    expect(table.map((row) => [row['count'], row['function']])).toEqual([[12, 'main.consume']]);
  });

  test('is shown only to those who may take dumps', async () => {
    expect(problemOf(await look({}, { role: 'Viewer' }))).toMatchObject({ code: 'dump_role', status: 403 });
    expect((await look({}, { role: 'Viewer', ...dumps({ role: 'Viewer' }) })).ok).toBe(true);
  });

  test('is of the targets asked for', async () => {
    const other = { targets: [{ label: 'instance', op: '=', value: 'pod-2:6060' }] };
    expect(problemOf(await look(other))).toMatchObject({ code: 'no_history' });
  });
});
