// No secret of the settings is in anything that comes out, however things fail: answers, notices, health, resources,
// log lines as they are before anything is blacked out, metrics, the files of history.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { withServer, type LogEntry, type Served } from '../../src/backend/protocol/testing/serve.ts';
import { createService } from '../../src/backend/service.ts';
import { routes } from '../../src/backend/answers/resources/routes.ts';
import {
  answerLikeGo,
  startRaw,
  startTarget,
  type FakeTarget,
  type Handler,
} from '../../src/backend/targets/testing/fake-target.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { findCanaries, makeCanary, type Canary } from './canaries.ts';
import { createCaller, type Source } from './caller.ts';
import { failures } from './failing-servers.ts';

jest.setTimeout(180_000);

let scenarios = 0;
let planted = 0;

afterAll(() => {
  // The figure that these tests have to reach.
  expect(scenarios).toBeGreaterThanOrEqual(40);
});

/** The secrets, the servers and the folder of one test: most of them wait, so they run at the same time. */
interface Scene {
  /** One more secret that must not come out. */
  plant(): string;
  start(handler: Handler): Promise<FakeTarget>;
  startMute(): Promise<FakeTarget>;
  /**
   * Asks all there is to ask, and returns the secrets that came out.
   *
   * @param isKept there has to be a history
   */
  askAll(sources: readonly Source[], isKept?: boolean): Promise<readonly unknown[]>;
  isSent(server: FakeTarget): boolean;
}

async function onScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const canaries: Canary[] = [];
  const servers: FakeTarget[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'parked-canary-'));
  const keep = (server: FakeTarget): FakeTarget => {
    servers.push(server);
    return server;
  };
  try {
    await play({
      plant: () => {
        const canary = makeCanary(++planted);
        canaries.push(canary);
        return canary.secret;
      },
      start: async (handler) => keep(await startTarget(handler)),
      startMute: async () => keep(await startRaw((socket) => void socket.end('no TLS here'))),
      askAll: async (sources, isKept = true) => findCanaries(await askAll(folder, sources, isKept), canaries),
      isSent: ({ headers }) => findCanaries(Buffer.from(JSON.stringify(headers)), canaries).length > 0,
    });
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends all requests, and returns everything that came out. */
async function askAll(folder: string, sources: readonly Source[], isKept: boolean): Promise<Buffer> {
  const out: string[] = [];
  const bugs: unknown[] = [];
  const nowMs = Date.now();
  const range = { fromMs: nowMs - 60_000, toMs: nowMs };
  const service = await createService({ logger: { error: (message, context) => void bugs.push([message, context]) } });
  let logged: readonly LogEntry[] = [];
  const askOf = async (served: Served, source: Source): Promise<void> => {
    const caller = createCaller(served, { uid: `canary-${++scenarios}`, ...source }, { role: 'Admin' });
    for (const queryType of queryTypes) {
      out.push((await caller.query({ queryType, function: '.' }, range)).text);
    }
    out.push((await caller.health()).text);
    for (const { method, path } of routes) {
      const body = method === 'POST' ? '{"name":"healthy"}' : '';
      out.push((await caller.call(method, path, '?label=service&name=healthy', body)).text);
    }
  };
  await withServer(
    service,
    async (served) => {
      logged = served.logged;
      await Promise.all(sources.map((source) => askOf(served, source)));
      out.push(await service.collectMetrics());
      expect(readFiles(folder).length > 0).toBe(isKept);
      out.push(...readFiles(folder));
    },
    { history_dir: folder },
  );
  await service.close();
  out.push(...readFiles(folder), inspect([logged, bugs], { depth: 20, showHidden: true, maxStringLength: null }));
  out.push(JSON.stringify([logged, bugs]));
  expect(bugs).toEqual([]);
  return Buffer.from(out.join('\n'), 'latin1');
}

/** The files of history as they lie there, with their logs. */
function readFiles(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
}

const quick = { fetchTimeout: '150ms', connectTimeout: '150ms', dumpTimeout: '150ms', backoff: '1s' };

test.concurrent.each(Object.entries(failures))('of a target that answers with %s', (_, handler) =>
  onScene(async ({ plant, start, askAll, isSent }) => {
    const server = await start(handler);
    const { url } = server;
    const jsonData = { bounds: quick };
    const found = await askAll([
      { url, jsonData, secrets: { bearerToken: plant() } },
      { url, jsonData: { ...jsonData, httpHeaderName1: 'X-Key' }, secrets: { httpHeaderValue1: plant() } },
      {
        url: '',
        jsonData: {
          ...jsonData,
          targets: [{ urls: [url], auth: 'fleet' }],
          auth: [{ name: 'fleet', type: 'basic', user: 'ops' }],
        },
        secrets: { 'auth.fleet': plant() },
      },
    ]);
    expect(found).toEqual([]);
    expect(isSent(server)).toBe(true);
  }),
);

test.concurrent.each(Object.entries(failures))(
  'of servers for discovery, history and source that answer with %s',
  (name, handler) =>
    onScene(async ({ plant, start, askAll, isSent }) => {
      const [server, target] = await Promise.all([start(handler), start(answerLikeGo)]);
      const auth = [{ name: 'named', type: 'bearer' }];
      const common = { bounds: quick, auth, sampling: { interval: '1s' } };
      const history = {
        type: 'prometheus',
        remoteWrite: `${server.url}/api/v1/write`,
        query: server.url,
        auth: 'named',
      };
      const discovery = ['http_sd', 'prometheus'].map((type) => ({
        type,
        url: server.url,
        auth: 'named',
        targetAuth: 'named',
      }));
      // Queries wait for a silent server for their full time, one after the other. A silent server shows nothing.
      const past = { url: target.url, jsonData: { ...common, history }, secrets: { 'auth.named': plant() } };
      const found = await askAll([
        {
          url: '',
          jsonData: { ...common, discovery, allowedHosts: ['127.0.0.1'] },
          secrets: { 'auth.named': plant() },
        },
        ...(name === 'silence' ? [] : [past]),
        {
          url: target.url,
          jsonData: { ...common, ownCode: ['main'], sourceRaw: { url: `${server.url}/{file}`, auth: 'named' } },
          secrets: { 'auth.named': plant() },
        },
      ]);
      expect(found).toEqual([]);
      expect(isSent(server)).toBe(true);
    }),
);

test.concurrent('where no connection comes about', () =>
  onScene(async ({ plant, startMute, askAll }) => {
    const mute = await startMute();
    const pem = () => `-----BEGIN PRIVATE KEY-----\n${plant()}\n-----END PRIVATE KEY-----`;
    const jsonData = { bounds: quick };
    const found = await askAll([
      { url: 'http://127.0.0.1:1', jsonData, secrets: { bearerToken: plant() } },
      { url: 'http://nobody.invalid', jsonData, secrets: { bearerToken: plant() } },
      { url: 'http://169.254.169.254', jsonData, secrets: { bearerToken: plant() } },
      { url: mute.url.replace('http', 'https'), jsonData, secrets: { bearerToken: plant() } },
      {
        url: mute.url.replace('http', 'https'),
        jsonData: { ...jsonData, tlsAuth: true, tlsAuthWithCACert: true },
        secrets: { tlsClientCert: pem(), tlsClientKey: pem(), tlsCACert: pem() },
      },
    ]);
    expect(found).toEqual([]);
  }),
);

test.concurrent('where the settings are wrong, secrets in the wrong place included', () =>
  onScene(async ({ plant, askAll }) => {
    const auth = [{ name: 'a', type: 'bearer' }];
    const inUrl = () => encodeURIComponent(plant());
    const found = await askAll(
      [
        { url: `http://ops:${inUrl()}@127.0.0.1:1` },
        { url: `http://127.0.0.1:1/?token=${inUrl()}` },
        { url: `ftp://${inUrl()}` },
        { url: '', jsonData: { targets: [{ urls: [`http://ops:${inUrl()}@app`] }] } },
        { url: '', jsonData: { targets: [{ urls: ['http://app'], metrics: `http://ops:${inUrl()}@app/metrics` }] } },
        {
          url: '',
          jsonData: { allowedHosts: ['*.svc'], discovery: [{ type: 'http_sd', url: `http://ops:${inUrl()}@sd` }] },
        },
        { url: 'http://app', jsonData: { sourceRaw: `https://ops:${inUrl()}@git/{file}` } },
        { url: 'http://app', jsonData: { history: { type: 'prometheus', query: `http://ops:${inUrl()}@prometheus` } } },
        { url: 'http://app', secrets: { bearerToken: `${plant()}\n${plant()}` } },
        { url: 'http://app', jsonData: { httpHeaderName1: 'X' }, secrets: { httpHeaderValue1: `${plant()}\u0000` } },
        { url: 'http://app', jsonData: { tlsAuth: true }, secrets: { tlsClientCert: plant(), tlsClientKey: plant() } },
        { url: 'http://app', jsonData: { auth }, secrets: { 'auth.a': `${plant()}\u0007` } },
        { url: 'http://app', jsonData: { auth: [...auth, ...auth] }, secrets: { 'auth.a': plant() } },
      ],
      false,
    );
    expect(found).toEqual([]);
  }),
);

test('the search would find one, in every spelling', () => {
  const canary = makeCanary(7);
  const written = [
    canary.secret,
    JSON.stringify(canary.secret),
    encodeURIComponent(canary.secret),
    Buffer.from(canary.secret).toString('hex'),
    ...['', 'o:', 'ops:', 'x'].map((lead) => Buffer.from(lead + canary.secret).toString('base64')),
    Buffer.from(canary.secret).toString('base64url'),
    Buffer.from(canary.secret, 'utf16le').toString('latin1'),
  ];
  for (const text of written)
    expect(findCanaries(Buffer.from(`before${text}after`, 'latin1'), [canary])).toHaveLength(1);
  expect(findCanaries(Buffer.from(makeCanary(8).secret), [canary])).toEqual([]);
});
