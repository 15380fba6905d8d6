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

test('series of other data sources on the same server tell of no target', async () => {
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

test('of series that tell the same, one is read', () => {
  const row = (labels: Labels, points: number) => ({
    labels: { __name__: 'parked_goroutines', fingerprint: 'abc', state: 'select', ...shop, ...labels },
    timesMs: new Float64Array(points),
    values: new Float64Array(points),
  });
  const picked = pickSingle([row({ job: 'parked' }, 3), row({}, 5), row({ state: 'chan send' }, 1)]);
  expect(picked.doubled).toBe(1);
  expect(picked.rows.map(({ timesMs }) => timesMs.length)).toEqual([5, 1]);
});
