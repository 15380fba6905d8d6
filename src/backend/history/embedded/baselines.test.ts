import { limits } from '../../../core/limits.ts';
import type { BaselineStore, HistoryEngine, StoredBaseline } from '../port.ts';
import { makeHistoryFile, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeGroups, makeSample, startMs } from '../testing/samples.ts';
import { confirmMs } from './confirmed-time.ts';
import { openDatabase } from './database.ts';

const dayMs = 86_400_000;

const baseline = (name: string, counts: Readonly<Record<string, number>> = { leak: 5, pool: 2 }): StoredBaseline => ({
  name,
  kind: 'goroutine',
  atMs: startMs,
  targets: [
    { labels: { service: 'shop', instance: 'a' }, atMs: startMs - 5, goroutines: 8, groups: makeGroups(counts) },
    {
      labels: { service: 'shop', instance: 'b' },
      atMs: startMs - 9,
      goroutines: 5,
      groups: makeGroups({ leak: 5 }).map((group) => ({ ...group, labels: { handler: '/a' } })),
    },
  ],
});

function storeOf(engine: HistoryEngine): BaselineStore {
  if (engine.baselines === undefined) throw new Error('this engine keeps no baselines');
  return engine.baselines;
}

describeWithSqlite('named baselines', () => {
  let file: HistoryFile;
  beforeEach(() => (file = makeHistoryFile()));
  afterEach(() => file.remove());

  test.each([
    ['a file', {}],
    ['memory', { path: undefined }],
  ])('are given back whole from %s', async (_, options) => {
    const store = storeOf(await file.open(options));
    const summary = { name: 'healthy', kind: 'goroutine', atMs: startMs, targets: 2, goroutines: 13 };
    expect(await store.keep(baseline('healthy'))).toEqual({ ok: true, value: summary });
    expect(await store.list()).toEqual({ ok: true, value: [summary] });
    expect(await store.read('healthy')).toEqual({ ok: true, value: baseline('healthy') });
    expect(await store.read('other')).toEqual({ ok: true, value: undefined });
  });

  test('outlive the process, and all samples around them', async () => {
    const engine = await file.open();
    await engine.append([makeSample(startMs, { leak: 5 })]);
    await storeOf(engine).keep(baseline('healthy'));
    await engine.close();
    file.nowMs += 40 * dayMs;
    const later = await file.open();
    await later.maintain();
    file.nowMs += confirmMs;
    await later.maintain();
    expect(later.status().targets).toBe(0);
    expect(await storeOf(later).read('healthy')).toEqual({ ok: true, value: baseline('healthy') });
  });

  test('take the place of those with their name, and go when they are removed', async () => {
    const store = storeOf(await file.open());
    await store.keep(baseline('healthy'));
    await store.keep(baseline('healthy', { leak: 7 }));
    expect(await store.read('healthy')).toEqual({ ok: true, value: baseline('healthy', { leak: 7 }) });
    expect(await store.remove('healthy')).toEqual({ ok: true, value: true });
    expect(await store.remove('healthy')).toEqual({ ok: true, value: false });
    expect(await store.list()).toEqual({ ok: true, value: [] });
  });

  test('are no more than there may be', async () => {
    const store = storeOf(await file.open());
    for (let index = 0; index < limits.baselines.value; index++) await store.keep(baseline(`b${index}`));
    expect(await store.keep(baseline('one more'))).toMatchObject({
      ok: false,
      problem: { code: 'too_many_baselines' },
    });
    expect(await store.keep(baseline('b7'))).toMatchObject({ ok: true });
  });

  test('take an eighth of the room at most', async () => {
    const store = storeOf(await file.open({ maxBytes: 400 }));
    expect(await store.keep(baseline('large'))).toMatchObject({
      ok: false,
      problem: { code: 'baseline_too_large' },
    });
    expect(await store.list()).toEqual({ ok: true, value: [] });
  });

  test('have a place in a file that an earlier version wrote', async () => {
    const engine = await file.open();
    await engine.append([makeSample(startMs, { leak: 5 })]);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.execute('DROP TABLE baseline; DROP TABLE evidence; DROP TABLE checkpoint; DROP TABLE judgement');
    db.execute('PRAGMA user_version = 1');
    db.close();
    const upgraded = await file.open();
    expect(await storeOf(upgraded).keep(baseline('healthy'))).toMatchObject({ ok: true });
    expect(upgraded.status().targets).toBe(1);
  });

  test('whose bytes have changed give no answer', async () => {
    const engine = await file.open();
    await storeOf(engine).keep(baseline('healthy'));
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.execute("UPDATE baseline SET body = x'00112233445566778899'");
    db.close();
    const reopened = await file.open();
    expect(await storeOf(reopened).read('healthy')).toMatchObject({ ok: false });
  });
});
