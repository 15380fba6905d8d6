import { request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PluginHandler } from '../protocol/handler.ts';
import { overviewParts } from '../../core/query/overview.ts';
import { createFirstAnswers } from './first-answers.ts';
import { listen, type Listening } from './listen.ts';
import type { Workbench } from './routes.ts';
import { workbenchContext } from './testing/context.ts';

const page = Buffer.from('<!doctype html>');
const asked: unknown[] = [];
const service: PluginHandler = {
  queryData: async (context, queries) => {
    asked.push([context.role, queries]);
    return new Map(
      queries.map(({ refId, queryType }) => [
        refId,
        queryType === 'dump'
          ? {
              ok: false,
              problem: { code: 'too_many_goroutines', status: 403, source: 'downstream', message: 'Too many.' },
              frames: [],
            }
          : { ok: true, frames: [{ name: queryType, fields: [] }] },
      ]),
    );
  },
  callResource: async (_, { path, url }) => ({
    status: 200,
    headers: { 'Content-Type': ['text/plain'] },
    body: Buffer.from(path === 'targets' ? '{"targets":[{"service":"shop"}]}' : `${path} ${url}`),
  }),
  checkHealth: async () => ({ status: 'ok', message: '', details: {} }),
  collectMetrics: async () => '',
  close: async () => undefined,
};
const workbench: Workbench = {
  openService: async () => service,
  context: workbenchContext,
  first: undefined,
  assets: new Map([['/', { type: 'text/html', hash: 'abc', gzipped: gzipSync(page), plain: () => page }]]),
  info: { version: '1', live: true, everyMs: 5_000, files: [{ name: 'a.txt', bytes: 3 }] },
  files: [
    {
      name: 'a.txt',
      bytes: 3,
      open: async function* () {
        yield Buffer.from('abc');
      },
    },
  ],
};

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function get(
  { port }: Listening,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('on loopback', () => {
  let server: Listening;
  const bugs: unknown[] = [];
  beforeAll(async () => {
    server = await listen(workbench, { host: '127.0.0.1', port: 0, onBug: (error) => bugs.push(error) });
  });
  afterAll(async () => {
    await server.close();
    expect(bugs).toEqual([]);
  });

  test('the page comes packed or plain, with a policy that allows nothing from elsewhere', async () => {
    const plain = await get(server, '/');
    expect(plain.body).toEqual(page);
    const packed = await get(server, '/', { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(gunzipSync(packed.body)).toEqual(page);
    const policy = String(plain.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(plain.headers['access-control-allow-origin']).toBeUndefined();
    const again = await get(server, '/', { headers: { 'If-None-Match': String(plain.headers['etag']) } });
    expect(again.status).toBe(304);
  });

  test('queries are answered each on its own, as the admin of this machine', async () => {
    const body = JSON.stringify({
      queries: [
        { refId: 'A', queryType: 'stacks', limit: 3 },
        { refId: 'B', queryType: 'dump' },
      ],
      range: { fromMs: 1_000, toMs: 2_000 },
      maxDataPoints: 10,
    });
    const got = await get(server, '/api/query', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    expect(JSON.parse(got.body.toString())).toEqual({
      answers: {
        A: { frames: [{ name: 'stacks', fields: [] }] },
        B: { frames: [], problem: { code: 'too_many_goroutines', message: 'Too many.' } },
      },
    });
    expect(asked.at(-1)).toMatchObject(['Admin', [{ refId: 'A', fromMs: 1_000, toMs: 2_000, intervalMs: 100 }, {}]]);
  });

  test.each([
    ['text that a form could send', { 'Content-Type': 'text/plain' }, '{}', 415],
    ['no JSON', { 'Content-Type': 'application/json' }, '{', 400],
    ['no queries', { 'Content-Type': 'application/json' }, '{"queries":{}}', 400],
    ['a query without a name', { 'Content-Type': 'application/json' }, '{"queries":[{}]}', 400],
    [
      'too many',
      { 'Content-Type': 'application/json' },
      JSON.stringify({ queries: Array(33).fill({ refId: 'A' }) }),
      400,
    ],
    ['another site', { 'Content-Type': 'application/json', Origin: 'http://evil.example' }, '{"queries":[]}', 403],
    ['another name', { 'Content-Type': 'application/json', Host: 'evil.example' }, '{"queries":[]}', 421],
  ])('refuses %s', async (_, headers, body, status) => {
    expect((await get(server, '/api/query', { method: 'POST', headers, body })).status).toBe(status);
  });

  test('the page comes with the names of its first answers, so that the browser asks for them at once', async () => {
    const first = createFirstAnswers(workbench.openService, workbench.context, 1);
    const live = await listen({ ...workbench, first }, { host: '127.0.0.1', port: 0, onBug: (bug) => bugs.push(bug) });
    const link = String((await get(live, '/')).headers['link']);
    const paths = [...link.matchAll(/<([^>]+)>; rel=preload; as=fetch/g)].map(([, path]) => path ?? '');
    // With six connections to a server, three are left for the program.
    expect(paths).toEqual(['/api/info', '/api/first/lines', '/api/first/suspects']);
    const [info, lines] = await Promise.all(paths.map(async (path) => get(live, path)));
    for (const part of overviewParts) expect((await get(live, `/api/first/${part}`)).status).toBe(200);
    expect(JSON.parse(String(info?.body))).toEqual({ ...workbench.info, targets: [{ service: 'shop' }] });
    expect(JSON.parse(String(lines?.body))).toMatchObject({ answers: { q0: { frames: [{ name: 'trend' }] } } });
    expect((await get(live, '/api/first/everything')).status).toBe(404);
    await live.close();
  });

  test('without live targets there are no first answers', async () => {
    expect((await get(server, '/')).headers['link']).toBeUndefined();
    expect((await get(server, '/api/first/lines')).status).toBe(404);
  });

  test('resources are those of the data source', async () => {
    const got = await get(server, '/api/resources/label-values?label=service');
    expect(got.body.toString()).toBe('label-values label-values?label=service');
  });

  test('files are the named ones, addressed by number only', async () => {
    expect((await get(server, '/api/files/0')).body.toString()).toBe('abc');
    for (const path of [
      '/api/files/1',
      '/api/files/-1',
      '/api/files/..%2f..%2fetc%2fpasswd',
      '/api/files/0/',
      '//etc/passwd',
    ]) {
      expect((await get(server, path)).status).toBe(404);
    }
  });

  test('other methods are refused by name', async () => {
    expect((await get(server, '/', { method: 'DELETE' })).headers['allow']).toBe('GET');
    expect((await get(server, '/api/query')).headers['allow']).toBe('POST');
  });

  test('a port that is taken leads to a free one', async () => {
    const second = await listen(workbench, { host: '127.0.0.1', port: server.port, onBug: () => {} });
    expect(second.moved).toBe(true);
    expect(second.port).not.toBe(server.port);
    await second.close();
  });
});

test('beyond loopback the token in the address becomes a cookie', async () => {
  const server = await listen(workbench, { host: '0.0.0.0', port: 0, onBug: () => {} });
  const token = new URL(server.url).searchParams.get('token') ?? '';
  expect(token.length).toBeGreaterThanOrEqual(32);
  expect((await get(server, '/api/info')).status).toBe(401);
  expect((await get(server, '/?token=wrong')).status).toBe(401);
  const entered = await get(server, `/?token=${token}`);
  expect(entered).toMatchObject({ status: 303, headers: { location: '/' } });
  const cookie = String(entered.headers['set-cookie']);
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  const info = await get(server, '/api/info', { headers: { Cookie: cookie.split(';')[0] ?? '' } });
  expect(JSON.parse(info.body.toString())).toMatchObject({ version: '1', live: true });
  await server.close();
});
