// What a Viewer can send, and what a target can answer: an error or an answer, never a crash, never a secret.
import { gzipSync } from 'node:zlib';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { queryTypes } from '../core/query/model.ts';
import { askService, describeContext, framesOf, rowsOf } from './testing/ask-service.ts';
import { readRecorded, startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer, Reply } from './testing/pprof-server.ts';

const profilePath = '/debug/pprof/goroutine?debug=0';

let service: PluginHandler;
let target: PprofServer;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const many = <T>(item: T): readonly T[] => Array.from({ length: 10_000 }, () => item);

test.each<[string, unknown]>([
  ['ten thousand conditions', { targets: many({ label: 'a', op: '=~', value: '.*' }) }],
  ['ten thousand groupings', { groupBy: many('label:x') }],
  ['ten thousand labels to keep apart', { per: many('x') }],
  ['a pattern that explodes', { filter: { function: '(a{500}){500}' } }],
  ['a huge pattern', { filter: { package: '(a|b)*'.repeat(100_000) } }],
  ['deep JSON', `{"filter":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['no JSON at all', '\u0000\u0001'],
  ['a query type with markup', { queryType: '<script>alert(1)</script>' }],
  ['an inline dump of one endless line', { inline: `goroutine 1 [${'x'.repeat(4_000_000)}` }],
  ['a negative limit', { limit: -1 }],
  ['a number beyond all bounds', '{"limit":1e400}'],
])('%s is refused with a clear error', async (_, query) => {
  const answer = await askService(service, { url: target.url }, query);
  expect(answer.ok ? 'answered' : answer.problem).toMatchObject({ status: 400, source: 'downstream' });
  if (!answer.ok) expect(answer.problem.message.length).toBeLessThan(700);
});

test('fifty heavy queries at once cost one fetch and leave Save & test alive', async () => {
  const query = {
    filter: { function: '(.*.*.*.*x){20}y' },
    groupBy: ['location', 'function', 'package'],
    limit: 20_000,
  };
  const asked = Array.from({ length: 50 }, () => askService(service, { url: target.url }, query));
  const health = await service.checkHealth(describeContext({ url: target.url }), new AbortController().signal);
  expect(health.status).toBe('ok');
  expect((await Promise.all(asked)).every((answer) => answer.ok)).toBe(true);
  expect(target.requests.filter((path) => path === profilePath)).toHaveLength(1);
});

test.each([
  ['a hundred years', { fromMs: -1_500_000_000_000, toMs: 1_700_000_000_000 }],
  ['a range that ends before it begins', { fromMs: 1_700_000_000_000, toMs: 0 }],
  ['the end of time', { fromMs: 8.64e15 - 1, toMs: 8.64e15 }],
  ['beyond the end of time', { fromMs: 2 ** 62, toMs: 2 ** 63 }],
])('%s, in a thousand million points at every step, is bounded', async (_, range) => {
  for (const queryType of ['trend', 'runtime', 'events', 'suspects', 'stacks', 'count', 'diff']) {
    for (const intervalMs of [-1, 0, 1, 2 ** 53]) {
      const request = { refId: 'A', queryType, json: JSON.stringify({ queryType }), intervalMs, maxDataPoints: 1e9 };
      const context = describeContext({ url: target.url });
      const answers = await service.queryData(context, [{ ...request, ...range }], new AbortController().signal);
      const answer = answers.get('A');
      const frames = answer?.ok ? answer.frames : [];
      const rows = frames.map(({ fields }) => fields[0]?.values.length ?? 0);
      expect([queryType, intervalMs, Math.max(0, ...rows) <= 11_001]).toEqual([queryType, intervalMs, true]);
      if (answer?.ok === false) expect([queryType, answer.problem.code]).not.toContain('internal');
    }
  }
});

test('callers that have gone before their turn cost nothing more', async () => {
  const gone = new AbortController();
  target.set(profilePath, (_, response) => {
    response.end(profile);
    gone.abort();
  });
  const query = {
    refId: 'A',
    queryType: 'stacks',
    json: '{}',
    fromMs: 0,
    toMs: 0,
    intervalMs: 1_000,
    maxDataPoints: 9,
  };
  const answers = await service.queryData(describeContext({ url: target.url }), [query], gone.signal);
  expect(answers.get('A')).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
});

const profile = readRecorded('goroutine-debug0.pb.gz');

const answers: readonly (readonly [string, Reply | Buffer | string | number])[] = [
  ['an empty body', ''],
  ['a web page', '<!DOCTYPE html><html><title>Login</title></html>'],
  ['prose', 'no profile here'],
  ['a heap profile', 'heap profile: 1: 2 [3: 4] @ heap/1048576\n'],
  ['a gzip that breaks off', profile.subarray(0, profile.length / 2)],
  ['a gzip of nonsense', gzipSync(Buffer.from('nonsense'))],
  ['a gzip magic alone', Buffer.from([0x1f, 0x8b])],
  ['a body beyond the bound', Buffer.alloc(17 * 1024 * 1024)],
  ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
  [
    '401 that repeats the credentials',
    (request, response) => void response.writeHead(401).end(request.headers.authorization),
  ],
  ['404', 404],
  ['503', 503],
  ['a connection that is closed', (request) => void request.socket.destroy()],
  [
    'half an answer',
    (request, response) =>
      void response.writeHead(200, { 'content-length': 999 }).write('half', () => request.socket.destroy()),
  ],
];

test.each(answers)('%s is an error that names the host, says what to do and holds no secret', async (_, reply) => {
  target.set(profilePath, reply);
  const secrets = { bearerToken: 'canary-bearer-0123456789', httpHeaderValue1: 'canary-header-0123456789' };
  const situation = { url: target.url, jsonData: { httpHeaderName1: 'X-Key' }, secrets, role: 'Admin' as const };
  const answer = await askService(service, situation, {});
  const health = await service.checkHealth(describeContext(situation), new AbortController().signal);
  expect(answer.ok ? 'answered' : answer.problem.source).toBe('downstream');
  if (answer.ok) return;
  expect(answer.problem.message).toContain(target.host);
  expect(answer.problem.message).toMatch(/\. .+/);
  expect(health.status).toBe('error');
  const said = JSON.stringify([answer, health, await service.collectMetrics()]);
  for (const secret of Object.values(secrets)) {
    expect(said).not.toContain(secret);
    expect(said).not.toContain(Buffer.from(secret).toString('base64').slice(0, 16));
  }
  target.set(profilePath, profile);
  expect((await askService(service, { url: target.url, uid: 'afterwards' }, {})).ok).toBe(true);
});

describe('regular expressions that a Viewer may send', () => {
  const large = 'x{1000}'.repeat(142);

  test.each<[string, object, string]>([
    ['of a target', { targets: [{ label: 'a', op: '=~', value: large }] }, 'targets[0]'],
    ['of a baseline', { baseline: { targets: [{ label: 'a', op: '!~', value: large }] } }, 'baseline.targets[0]'],
    ['of a filter', { filter: { creator: large } }, 'filter.creator'],
    [
      'that are too much together',
      { targets: Array.from({ length: 9 }, () => ({ label: 'a', op: '=~', value: '(x{100}){10}' })) },
      'targets[4]',
    ],
  ])('%s are refused before they are compiled', async (_, query, field) => {
    const answer = await askService(service, { url: target.url }, query);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid_query', field } });
    if (!answer.ok) expect(answer.problem.message).toContain('too large once its repetitions are multiplied out');
  });

  test('are not tried on a name that is too long for them, and the answer says so', async () => {
    const inline = `goroutine 1 [select]:\nmain.${'x'.repeat(6_000)}()\n\t/src/main.go:1 +0x1\n`;
    const answer = await askService(service, {}, { inline, filter: { function: '(.*x.*y){20}' } });
    const notices = framesOf(answer).flatMap(({ meta }) => meta?.notices ?? []);
    expect(notices.map(({ text }) => text)).toContainEqual(expect.stringMatching(/were not tried on 1 name,/));
  });
});

test('labels named like what objects are born with are labels like any other', async () => {
  const born = ['constructor', '__proto__', 'toString'];
  for (const queryType of queryTypes) {
    const query = { queryType, per: born, groupBy: ['stack'], function: 'main.*', baseline: { rangeStart: true } };
    const answer = await askService(service, { url: target.url, fromMs: 1, toMs: 9e12 }, query);
    expect([queryType, answer.ok ? 'ok' : answer.problem.status < 500]).not.toEqual([queryType, false]);
  }
  const frames = framesOf(await askService(service, { url: target.url }, { per: born }));
  expect(Object.keys(rowsOf(frames[0])[0] ?? {})).toEqual(expect.arrayContaining(born));
});

test('half of a surrogate pair in a label is no error of an answer that links to source', async () => {
  const jsonData = {
    sourceLink: 'https://git.example/{module}/{version}/{file}#L{line}',
    targets: [{ urls: [target.url], labels: { service: 'a\ud800', version: '\udfff' } }],
  };
  const frames = framesOf(await askService(service, { jsonData }, { queryType: 'stacks' }));
  expect(rowsOf(frames[0])[0]).toMatchObject({ service: 'a\ufffd' });
});
