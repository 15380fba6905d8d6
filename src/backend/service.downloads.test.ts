import { limits } from '../core/limits.ts';
import { processMemory } from './memory-budget.ts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readProfiles } from '../core/profile/reader.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { describeContext, type Situation } from './testing/ask-service.ts';
import { startPprofServer, type PprofServer } from './testing/pprof-server.ts';

let service: PluginHandler;
let target: PprofServer;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

function download(parameters: Readonly<Record<string, string>>, situation: Situation = {}) {
  return call({ method: 'GET', url: `download?${String(new URLSearchParams(parameters))}`, body: '' }, situation);
}

function post(asked: object, situation: Situation = {}) {
  return call({ method: 'POST', url: 'download', body: JSON.stringify(asked) }, situation);
}

async function call(
  { method, url, body }: { readonly method: string; readonly url: string; readonly body: string },
  situation: Situation,
) {
  const answer = await service.callResource(
    describeContext({ url: target.url, ...situation }),
    { path: 'download', method, url, body: new TextEncoder().encode(body) },
    new AbortController().signal,
  );
  const pieces: Uint8Array[] = [];
  if (answer.body instanceof Uint8Array) pieces.push(answer.body);
  else for await (const piece of answer.body) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString() };
}

const query = (model: object) => JSON.stringify(model);

const hasGo = spawnSync('go', ['version']).status === 0;
const testWithGo = hasGo ? test : test.skip;

testWithGo(
  'go tool pprof opens what is downloaded, with states to filter by (skipped without Go)',
  async () => {
    const { status, headers, bytes } = await download({
      format: 'pprof',
      query: query({ filter: { package: '^main$' } }),
    });
    expect(status).toBe(200);
    expect(headers['Content-Disposition']).toEqual(['attachment; filename="127.0.0.1-goroutine.pb.gz"']);
    const folder = mkdtempSync(join(tmpdir(), 'parked-pprof-'));
    try {
      const file = join(folder, 'profile.pb.gz');
      writeFileSync(file, bytes);
      const pprof = (...words: string[]) =>
        spawnSync('go', ['tool', 'pprof', ...words, file], { encoding: 'utf8' }).stdout;
      expect(pprof('-top', '-cum')).toMatch(/Type: goroutine\n[^]*\b30\b.* main\.produce\n/);
      expect(pprof('-top', '-cum', '-tagfocus=state=chan send')).toMatch(/\b30\b.* main\.produce\n/);
      expect(pprof('-top', '-cum', '-tagfocus=state=chan send')).not.toContain('main.consume');
      expect(pprof('-tags')).toContain('chan send');
    } finally {
      rmSync(folder, { recursive: true });
    }
    // Go builds its tool where it is asked for the first time.
  },
  300_000,
);

test('a downloaded profile holds every goroutine of the answer', async () => {
  const { bytes } = await download({ query: query({ filter: { function: 'main.produce$' } }) });
  const read = readProfiles(gunzipSync(bytes));
  if (read.outcome !== 'read') throw new Error(read.outcome);
  expect(read.profiles[0]).toMatchObject({ goroutines: 30, issues: [] });
  expect(read.profiles[0]?.entries[0]?.labels).toMatchObject({ service: '127.0.0.1', state: 'chan send' });
});

test('folded stacks are one line each, outermost call first', async () => {
  const { text, headers } = await download({
    format: 'folded',
    query: query({ filter: { function: 'main.produce$' } }),
  });
  expect(text).toMatch(/^main\.produce.* 30\n$/);
  expect(headers['Content-Type']).toEqual(['text/plain; charset=utf-8']);
});

test('text is as the runtime writes it, and can be read again', async () => {
  const { text } = await download({ format: 'text', query: query({}) });
  expect(text).toMatch(/^goroutine profile: total \d+\n\d+ @ 0x/);
  const read = readProfiles(Buffer.from(text));
  expect(read).toMatchObject({ outcome: 'read' });
});

test('JSON has the groups as a report has them', async () => {
  const { text } = await download({ format: 'json', query: query({ filter: { function: 'main.produce$' } }) });
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    groups: [{ state: 'chan send', count: 30, function: 'main.produce', labels: { service: '127.0.0.1' } }],
  });
});

test('a dump as text is what the target printed, and takes the role of dumps', async () => {
  const asked = { format: 'text', query: { queryType: 'dump', filter: { function: 'main.produce$' } } };
  const refused = await post(asked, { role: 'Viewer' });
  expect(refused.status).toBe(403);
  expect(JSON.parse(refused.text)).toMatchObject({ code: 'dump_role' });
  expect(target.requests).toEqual([]);
  const { text } = await post(asked, { role: 'Editor' });
  expect(text.match(/^goroutine \d+ \[chan send, \d+ minutes\]:$/gm)).toHaveLength(30);
});

test('a query that is refused cannot be downloaded either', async () => {
  const creator = { query: { groupBy: ['creator'] } };
  expect((await post(creator, { role: 'Viewer' })).status).toBe(403);
  expect((await post(creator, { role: 'Admin', fromAlert: true })).status).toBe(403);
  expect((await post(creator, { role: 'Editor' })).status).toBe(200);
});

test.each([{ queryType: 'dump' }, { groupBy: ['creator'] }, { filter: { minWaitMinutes: 5 } }])(
  'opening an address takes no dump: %j',
  async (model) => {
    const refused = await download({ query: query(model) }, { role: 'Admin' });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([405, { code: 'dump_by_get' }]);
    expect(target.requests).toEqual([]);
  },
);

test('downloads that nobody reads are bounded, and give their memory back when they are read', async () => {
  const ask = () =>
    service.callResource(
      describeContext({ url: target.url }),
      { path: 'download', method: 'GET', url: 'download?format=text', body: new Uint8Array(0) },
      new AbortController().signal,
    );
  const others = processMemory.open('downloads');
  // Room for eight small files is left.
  others.tryHold(limits.downloadMemory.value - 8 * 64 * 1024);
  const unread = await Promise.all(Array.from({ length: 14 }, ask));
  expect(unread.filter(({ status }) => status === 200)).toHaveLength(8);
  expect(unread.filter(({ status }) => status === 503)).toHaveLength(6);
  others.release();
  for (const { body } of unread) {
    if (body instanceof Uint8Array) continue;
    for await (const piece of body) expect(piece.length).toBeGreaterThan(0);
  }
  while (processMemory.held() > 0) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('downloads whose callers leave before they read anything hold nothing', async () => {
  const gone = new AbortController();
  const request = { path: 'download', method: 'GET', url: 'download?format=text', body: new Uint8Array(0) };
  const ask = () => service.callResource(describeContext({ url: target.url }), request, gone.signal);
  const dropped = await Promise.all(Array.from({ length: 40 }, ask));
  expect(dropped.every(({ status }) => status === 200)).toBe(true);
  expect(processMemory.held()).toBeGreaterThan(0);
  gone.abort();
  expect(processMemory.held()).toBe(0);
});

test.each([
  [{ format: 'png' }, 'format'],
  [{ format: 'constructor' }, 'format'],
  [{ query: '{"limit":0}' }, 'limit'],
  [{ query: 'nonsense' }, undefined],
  [{ to: 'yesterday' }, 'to'],
  [{ query: query({ targets: [{ label: 'service', op: '=', value: 'nowhere' }] }) }, 'targets'],
])('a download that makes no sense is refused: %j', async (parameters: Record<string, string>, field) => {
  const { status, text } = await download(parameters);
  expect(status).toBe(400);
  expect((JSON.parse(text) as { field?: string }).field).toBe(field);
});

test('a hostile name of a service stays out of the headers', async () => {
  const jsonData = { targets: [{ urls: [target.url], labels: { service: 'a"\r\nX-Evil: 1;/../b' } }] };
  const { headers } = await download({}, { url: '', jsonData });
  expect(headers['Content-Disposition']).toEqual(['attachment; filename="a_X-Evil_1_.._b-goroutine.pb.gz"']);
});
