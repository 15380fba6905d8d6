import { limits } from '../core/limits.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import { describeContext, framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { startScriptedTarget } from './testing/scripted-target.ts';
import { minute, startMs, watchTarget } from './testing/watched-target.ts';

const dayMs = 86_400_000;

const watched = watchTarget({ leak: 10, pool: 5, gone: 1 });

async function call(method: string, situation: Situation = {}, body: unknown = '', parameters = '') {
  const answer = await watched.service.callResource(
    describeContext({ url: watched.target.url, role: 'Editor', ...situation }),
    {
      path: 'baselines',
      method,
      url: `baselines${parameters}`,
      body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    new AbortController().signal,
  );
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> };
}

const ask = (query: object, situation: Situation = {}) =>
  watched.ask(query, { fromMs: watched.nowMs - minute, ...situation });

const remember = (name: string, situation: Situation = {}) => call('POST', situation, { name });
const compare = (name: string, situation: Situation = {}) => ask({ queryType: 'diff', baseline: { name } }, situation);

describeWithSqlite('a baseline', () => {
  test('stores the present, and is compared with long after', async () => {
    expect(await remember('healthy')).toEqual({
      status: 200,
      body: {
        baseline: { name: 'healthy', profile: 'goroutine', time: startMs, targets: 1, goroutines: 16 },
        notices: [],
      },
    });
    watched.nowMs += 300 * dayMs;
    watched.target.run({ leak: 40, pool: 5 });
    const frames = framesOf(await compare('healthy'));
    expect(
      rowsOf(frames[0]).map((row) => [row['what'], row['before'], row['count'], row['function'], row['location']]),
    ).toEqual([
      ['grew', 10, 40, 'main.leak', 'main.go:10'],
      ['gone', 1, 0, 'main.gone', 'main.go:12'],
    ]);
    expect(noticesOf(frames)).toEqual(['Baseline: "healthy" is how 1 target was at 2023-11-14 22:13:30 UTC.']);
    const flame = framesOf(await ask({ queryType: 'flamegraph', baseline: { name: 'healthy' } }))[0];
    expect(rowsOf(flame)[0]).toMatchObject({ value: 16, valueRight: 45 });
  });

  test('gives an alert rule its "twice the baseline"', async () => {
    await remember('healthy');
    watched.nowMs += dayMs;
    watched.target.run({ leak: 20, pool: 5, fresh: 3 });
    const query = { queryType: 'count', value: 'ratio', baseline: { name: 'healthy' } };
    const frames = framesOf(await ask(query, { role: 'Admin', fromAlert: true }));
    const numbers = frames.map(({ fields: [field] }) => [field?.labels?.['function'], field?.values[0]]);
    expect(numbers).toEqual([
      ['main.leak', 2],
      ['main.pool', 1],
      ['main.fresh', null],
    ]);
  });

  test('is listed for everyone, and made and forgotten by Editors alone', async () => {
    for (const situation of [{ role: 'Viewer' }, { role: 'Admin', fromAlert: true }] as const) {
      expect(await remember('healthy', situation)).toMatchObject({ status: 403, body: { field: 'role' } });
      expect(await call('DELETE', situation, '', '?name=healthy')).toMatchObject({ status: 403 });
    }
    expect(watched.target.requests).toEqual([]);
    await remember('healthy');
    const listed = await call('GET', { role: 'Viewer' });
    expect(listed.body['baselines']).toEqual([expect.objectContaining({ name: 'healthy', targets: 1 })]);
    expect(await call('DELETE', { role: 'Editor' }, '', '?name=healthy')).toMatchObject({ status: 200 });
    expect((await call('GET')).body).toEqual({ baselines: [] });
    expect(await call('DELETE', {}, '', '?name=healthy')).toMatchObject({ status: 404 });
    expect(await call('DELETE')).toMatchObject({ status: 400, body: { field: 'name' } });
  });

  test('belongs to its data source and organisation', async () => {
    await remember('healthy');
    for (const situation of [{ uid: 'other' }, { orgId: 2 }]) {
      expect((await call('GET', situation)).body).toEqual({ baselines: [] });
      expect(problemOf(await compare('healthy', situation))).toMatchObject({ code: 'unknown_baseline', status: 404 });
      expect(await call('DELETE', situation, '', '?name=healthy')).toMatchObject({ status: 404 });
    }
    expect((await compare('healthy')).ok).toBe(true);
  });

  test('can be of some targets, of a moment of the past, and of those that the query asks for', async () => {
    const other = await startScriptedTarget({ leak: 1 });
    const jsonData = {
      targets: [
        { urls: [watched.target.url], labels: { service: 'shop' } },
        { urls: [other.url], labels: { service: 'cart' } },
      ],
    };
    const match = (value: string) => [{ label: 'service', op: '=', value }];
    const situation = { url: '', jsonData };
    const kept = await call('POST', situation, { name: 'cart', targets: match('cart') });
    expect(kept.body['baseline']).toMatchObject({ targets: 1, goroutines: 1 });
    const asked = { queryType: 'diff', targets: match('shop'), baseline: { name: 'cart' } };
    expect(problemOf(await ask(asked, situation))).toMatchObject({ code: 'no_targets', field: 'targets' });

    await ask({ queryType: 'trend' }, situation);
    watched.nowMs += 60_000;
    watched.target.run({ leak: 99 });
    const past = await call('POST', situation, { name: 'before', at: String(startMs), targets: match('shop') });
    expect(past.body['baseline']).toMatchObject({ time: startMs, goroutines: 16 });
    await other.close();
  });

  test('of another kind of profile is not compared with', async () => {
    await remember('healthy');
    const query = { queryType: 'diff', profile: 'goroutineleak', baseline: { name: 'healthy' } };
    watched.target.set('/debug/pprof/goroutineleak?debug=0', 'goroutineleak profile: total 0\n');
    expect(problemOf(await ask(query))).toMatchObject({ code: 'baseline_kind', field: 'profile' });
  });

  test('that does not exist is named, with the existing ones', async () => {
    expect(problemOf(await compare('monday')).message).toContain('There is none yet');
    await remember('healthy');
    const problem = problemOf(await compare('monday'));
    expect(problem).toMatchObject({ code: 'unknown_baseline', field: 'baseline.name' });
    expect(problem.message).toContain('There is "healthy".');
  });

  test('past the bound is refused', async () => {
    for (let index = 0; index < limits.baselines.value; index++) await remember(`b${index}`);
    expect(await remember('one more')).toMatchObject({ status: 422, body: { code: 'too_many_baselines' } });
  });

  test.each([
    ['', undefined],
    ['[]', undefined],
    [{}, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: ' healthy' }, 'name'],
    [{ name: '../healthy' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: '${service}' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ name: 'a', more: 1 }, undefined],
    [{ name: 'a', targets: [{ label: 'service' }] }, 'targets[0].op'],
    [{ name: 'a', at: 'yesterday' }, 'baseline.at'],
  ])('that makes no sense is refused: %j', async (body, field) => {
    const { status, body: answer } = await call('POST', {}, body);
    expect(status).toBe(400);
    if (field !== undefined) expect(answer['field']).toBe(field);
    expect((await call('GET')).body).toEqual({ baselines: [] });
  });

  test('can have any name that people write', async () => {
    for (const name of ['v1.2', '2026-01-31 08:00', 'größer', 'main/abc+1', '7']) {
      expect(await remember(name)).toMatchObject({ status: 200 });
      expect((await compare(name)).ok).toBe(true);
    }
  });
});
