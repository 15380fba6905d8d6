import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { describeContext } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { startPprofServer, type PprofServer } from './testing/pprof-server.ts';

const jsonData = {
  targets: [
    { urls: ['http://127.0.0.1:1', 'http://127.0.0.1:2'], labels: { service: 'shop', zone: 'b' } },
    { urls: ['http://127.0.0.1:3'], labels: { service: 'cart', zone: 'a' } },
  ],
};

let service: PluginHandler;

beforeEach(async () => {
  service = await createService();
});

afterEach(() => service.close());

async function call(
  path: string,
  changes: { method?: string; parameters?: string; body?: Uint8Array } & Situation = {},
) {
  const { method = 'GET', parameters = '', body = new Uint8Array(0), ...situation } = changes;
  const context = describeContext({ jsonData, ...situation });
  const answer = await service.callResource(
    context,
    { path, method, url: path + parameters, body },
    new AbortController().signal,
  );
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as Record<string, unknown> };
}

test('targets are listed by their labels', async () => {
  const { status, body } = await call('targets');
  expect(status).toBe(200);
  expect(body['targets']).toContainEqual({ service: 'cart', zone: 'a', instance: '127.0.0.1:3' });
  expect(body['targets']).toHaveLength(3);
});

test('names and values of labels are listed once each, in order', async () => {
  expect((await call('labels')).body).toEqual({ labels: ['instance', 'service', 'zone'] });
  expect((await call('label-values', { parameters: '?label=zone' })).body).toEqual({ values: ['a', 'b'] });
  expect((await call('label-values', { parameters: '?label=__proto__' })).body).toEqual({ values: [] });
});

test('states are those that goroutines are in now, the most frequent first', async () => {
  const target = await startPprofServer();
  const { body } = await call('states', { url: target.url, jsonData: {} });
  expect(body['states']).toContainEqual({ state: 'chan send', count: 30 });
  await target.close();
});

describe('lists to complete from', () => {
  let target: PprofServer;
  beforeEach(async () => {
    target = await startPprofServer();
  });
  afterEach(() => target.close());

  const list = async (path: string, parameters = '', more: object = {}) =>
    (await call(path, { url: target.url, jsonData: {}, parameters, ...more })).body;

  test('functions are those of any frame, own code first, as far as they match', async () => {
    const { functions, left } = await list('functions');
    expect((functions as object[])[0]).toEqual({ function: 'main.produce', count: 30, own: true });
    expect(functions).toContainEqual({ function: 'net/http.(*Server).Serve', count: 1, own: false });
    expect(left).toBe(0);
    expect((await list('functions', '?match=PRODUCE'))['functions']).toEqual([
      { function: 'main.produce', count: 30, own: true },
    ]);
  });

  test('packages and stacks come with their goroutines', async () => {
    expect((await list('packages', '?match=main'))['packages']).toEqual([
      { package: 'main', count: expect.any(Number), own: true },
    ]);
    expect((await list('groups', '?match=produce'))['groups']).toEqual([
      { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), function: 'main.produce', state: 'chan send', count: 30 },
    ]);
  });

  test('pprof labels are those that the settings keep, without asking anybody', async () => {
    expect(await list('pprof-labels', '', { jsonData: { labelKeys: ['zone', 'handler'] } })).toEqual({
      labels: ['handler', 'zone'],
    });
    expect(target.requests).toEqual([]);
  });

  test('share one fetch, whatever is opened', async () => {
    const jsonData = { dumps: { atOnset: '0' } };
    for (const path of ['states', 'functions', 'packages', 'groups', 'ignored']) await list(path, '', { jsonData });
    expect(target.requests.filter((path) => path.includes('goroutine'))).toHaveLength(1);
  });

  test('what each rule hides is counted', async () => {
    const ignore = { rules: [{ top: 'main.produce' }] };
    const { goroutines, rules } = await list('ignored', '', { jsonData: { ignore } });
    expect(goroutines).toBe(30);
    expect(rules).toEqual([expect.objectContaining({ pack: null, index: 0, goroutines: 30 })]);
  });
});

test('a missing parameter is named', async () => {
  expect(await call('label-values')).toMatchObject({ status: 400, body: { field: 'label' } });
});

test('any other method is refused with those that are allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'get', '']) {
    expect(await call('targets', { method })).toMatchObject({ status: 405, headers: { Allow: ['GET'] } });
  }
});

test.each([
  '',
  '/',
  'health',
  'Targets',
  'targets/',
  '/targets',
  'targets/..',
  '../targets',
  '..%2ftargets',
  '%252e%252e/targets',
  '//targets',
  '\\targets',
  'targets\u0000',
  'targets?x',
  'constructor',
  '__proto__',
  'http://169.254.169.254/',
  'a'.repeat(8192),
])('there is nothing at %j', async (path) => {
  const { status, body } = await call(path);
  expect(status).toBe(404);
  expect(body['message']).toContain('GET targets');
});

test('a body beyond the bound is refused', async () => {
  const body = new Uint8Array(1024 * 1024 + 1);
  expect(await call('targets', { body })).toMatchObject({ status: 413 });
  expect((await call('targets', { body: body.subarray(1) })).status).toBe(200);
});

test('settings that are wrong are an answer, not a crash', async () => {
  expect(await call('targets', { jsonData: { targets: 7 } })).toMatchObject({ status: 400 });
});
