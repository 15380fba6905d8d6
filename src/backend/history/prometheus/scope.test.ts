import type { Labels } from '../../../core/labels.ts';
import { fail, succeed, type Problem } from '../../../core/problem.ts';
import { openScope, type ScopeOptions } from './scope.ts';
import { pickSingle } from './single-series.ts';

const shop = { service: 'shop', instance: 'a:6060' };
const problem: Problem = { code: 'x', status: 502, source: 'downstream', message: 'away' };

async function open(own: readonly Labels[] | undefined, more: Partial<ScopeOptions> = {}) {
  const scope = openScope({
    match: [],
    added: ['cluster'],
    listTargets: () => Promise.resolve(succeed(own)),
    byService: false,
    nowMs: () => 0,
    ...more,
  });
  expect(await scope.refresh()).toMatchObject({ ok: true });
  return scope;
}

test('series of other data sources on the same server name no target', async () => {
  const scope = await open([shop]);
  expect(scope.targetOf({ __name__: 'parked_goroutines', ...shop })).toEqual(shop);
  expect(scope.targetOf({ ...shop, instance: 'b:6060' })).toBeUndefined();
  expect(scope.targetOf({ ...shop, service: 'mail' })).toBeUndefined();
});

test('labels that a scrape or a forwarder added change no target', async () => {
  const scope = await open([shop]);
  expect(scope.targetOf({ ...shop, job: 'parked', cluster: 'eu', __replica__: 'a' })).toEqual(shop);
  const all = await open(undefined);
  expect(all.targetOf({ ...shop, cluster: 'eu', __replica__: 'a' })).toEqual(shop);
});

test('of two targets that fit, the one with more labels is meant', async () => {
  const canary = { ...shop, track: 'canary' };
  const scope = await open([shop, canary]);
  expect(scope.targetOf({ ...canary, job: 'parked' })).toEqual(canary);
  expect(scope.targetOf({ ...shop, job: 'parked' })).toEqual(shop);
});

test('discovered targets that are gone are known by their service', async () => {
  const scope = await open([shop], { byService: true });
  expect(scope.targetOf({ ...shop, instance: 'gone:6060' })).toEqual({ ...shop, instance: 'gone:6060' });
  expect(scope.targetOf({ service: 'mail', instance: 'a:6060' })).toBeUndefined();
});

test('conditions of the settings are asked of the server', async () => {
  const match = [{ label: 'team', op: '=~', value: 'web|shop' }] as const;
  expect((await open([shop], { match })).conditions).toBe('team=~"web|shop"');
});

test('nothing is read while it is not known which targets there are', async () => {
  const scope = openScope({
    match: [],
    added: [],
    listTargets: async () => fail(problem),
    byService: true,
    nowMs: () => 0,
  });
  expect(await scope.refresh()).toEqual(fail(problem));
});

test('of series with the same content, one is read', () => {
  const row = (labels: Labels, points: number) => ({
    labels: { __name__: 'parked_goroutines', fingerprint: 'abc', state: 'select', ...shop, ...labels },
    timesMs: new Float64Array(points),
    values: new Float64Array(points),
  });
  const picked = pickSingle([row({ job: 'parked' }, 3), row({}, 5), row({ state: 'chan send' }, 1)], 'none', 1);
  expect(picked.doubled).toBe(1);
});

test('of two ways, the one with more samples is read, and the other one where it has a gap', () => {
  const row = (name: string, way: Labels, timesMs: readonly number[], value: number) => ({
    labels: { __name__: name, ...shop, ...way },
    timesMs: Float64Array.from(timesMs),
    values: new Float64Array(timesMs.length).fill(value),
  });
  const a = { __replica__: 'a' };
  const b = { __replica__: 'b' };
  const picked = pickSingle(
    [
      row('all', b, [1_003, 1_013, 1_023, 1_033, 1_043], 2),
      row('parked_goroutines', b, [1_003, 1_043], 2),
      row('all', a, [1_000, 1_010, 1_020, 1_060, 1_070, 1_080], 1),
      row('parked_goroutines', a, [1_000, 1_060], 1),
    ],
    'all',
    15,
  );
  const list = picked.rows.map(({ timesMs, values }) => [[...timesMs], [...values]]);
  expect(picked.doubled).toBe(2);
  expect(list).toEqual([
    [
      [1_000, 1_010, 1_020, 1_043, 1_060, 1_070, 1_080],
      [1, 1, 1, 2, 1, 1, 1],
    ],
    [
      [1_000, 1_043, 1_060],
      [1, 2, 1],
    ],
  ]);
});

test('a scrape without honor_labels renames labels, and they are the target all the same', async () => {
  const scraped = { service: 'shop', exported_instance: 'a:6060', instance: 'collector:9464', job: 'parked' };
  const scope = await open([shop]);
  expect(scope.listDisplaced(shop)).toEqual([[]]);
  expect(scope.targetOf(scraped)).toEqual(shop);
  expect(scope.listDisplaced(shop)).toEqual([[], ['instance']]);
});

test('without targets of its own, a data source takes a series with one more job for the same target', async () => {
  const scope = await open(undefined);
  expect(scope.targetOf(shop)).toEqual(shop);
  expect(scope.targetOf({ ...shop, job: 'parked' })).toEqual(shop);
  expect(scope.targetOf({ service: 'mail', job: 'mail' })).toEqual({ service: 'mail', job: 'mail' });
});
