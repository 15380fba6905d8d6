import { inspect } from 'node:util';
import { answerLikeGo, startRaw, startTarget, type Handler } from './testing/fake-target.ts';
import {
  closeRooms,
  fetchOnly,
  never,
  openRoom,
  refOf,
  selectAll,
  type DataSourceChanges,
} from './testing/data-source.ts';
import { instanceOf } from './testing/data-source.ts';
import { readSettings } from '../../core/query/settings-reader.ts';

afterAll(closeRooms);

const canary = 'c4n4ryc4n4ryc4n4ryc4n4ryc4n4ry42';

/** Every way to send a credential; each with the canary as its secret. */
const credentials: readonly DataSourceChanges[] = [
  { basicAuthEnabled: true, basicAuthUser: 'ops', secrets: { basicAuthPassword: canary } },
  { secrets: { bearerToken: canary } },
  { jsonData: { httpHeaderName1: 'X-Api-Key' }, secrets: { httpHeaderValue1: canary } },
];

function expectNoCanary(value: unknown): void {
  const seen = inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value);
  for (const written of [canary, btoa(canary), btoa(`ops:${canary}`), encodeURIComponent(canary)]) {
    expect(seen).not.toContain(written);
  }
}

const echo: Handler = (request, response) => response.writeHead(500).end(JSON.stringify(request.headers));

test.each<[string, Handler]>([
  ['401', (_, response) => response.writeHead(401, { 'www-authenticate': canary }).end()],
  ['403', (_, response) => response.writeHead(403).end()],
  ['404', (_, response) => response.writeHead(404).end()],
  ['500 that repeats what it was sent', echo],
  [
    'a page that repeats what it was sent',
    (request, response) => response.end(`<html>${JSON.stringify(request.headers)}`),
  ],
  ['text that repeats what it was sent', (request, response) => response.end(JSON.stringify(request.headers))],
  ['a redirect that repeats it', (_, response) => response.writeHead(302, { location: `/?token=${canary}` }).end()],
  ['a broken connection', (_, response) => response.destroy()],
  ['silence', () => undefined],
])('a target that answers with %s gets the credentials and no answer tells them', async (_, handler) => {
  const target = await startTarget(handler);
  for (const changes of credentials) {
    const bounds = { fetchTimeout: '100ms' };
    const ref = refOf({ url: `${target.url}/${canary}`, ...changes, jsonData: { ...changes.jsonData, bounds } });
    const room = openRoom();
    const outcome = await fetchOnly(room, ref);
    expect(outcome.outcome).toBe('failed');
    expectNoCanary(outcome);
    expectNoCanary(await room.probe(ref, (await selectAll(room, ref))[0]!, never));
  }
  expect(target.headers.some((headers) => inspect(headers).includes(canary))).toBe(true);
  await target.close();
});

test('a TLS failure tells nothing of the keys', async () => {
  const target = await startRaw((socket) => socket.end('no TLS here'));
  const pem = `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`;
  const outcome = await fetchOnly(
    openRoom(),
    refOf({
      url: target.url.replace('http', 'https'),
      jsonData: { tlsAuth: true },
      secrets: { tlsClientCert: pem, tlsClientKey: pem },
    }),
  );
  expect(outcome).toMatchObject({ problem: { code: 'tls' } });
  expectNoCanary(outcome);
  await target.close();
});

test('no settings problem repeats a secret', () => {
  const wrong: readonly DataSourceChanges[] = [
    { url: `http://ops:${canary}@app:6060` },
    { url: `ops:${canary}@app:6060` },
    { url: `http://app:6060/?token=${canary}` },
    { url: `ftp://${canary}` },
    { secrets: { bearerToken: `${canary}\n${canary}` } },
    { jsonData: { httpHeaderName1: 'X' }, secrets: { httpHeaderValue1: `${canary}\u0000` } },
    { jsonData: { tlsAuth: true }, secrets: { tlsClientCert: canary } },
    { jsonData: { auth: [{ name: 'a', type: 'bearer' }] }, secrets: { 'auth.a': `${canary}\u0007` } },
    { jsonData: { targets: [{ urls: [`http://x:${canary}@app`] }] } },
  ];
  for (const changes of wrong) {
    const read = readSettings(instanceOf(changes), {});
    expect(read.ok).toBe(false);
    expectNoCanary(read);
  }
});

test('credentials of the URL reach the URL alone, those of a target that target alone', async () => {
  const main = await startTarget();
  const listed = await startTarget();
  const metrics = await startTarget();
  const ref = refOf({
    url: main.url,
    basicAuthEnabled: true,
    basicAuthUser: 'ops',
    jsonData: {
      httpHeaderName1: 'X-Scope',
      auth: [{ name: 'fleet', type: 'header', header: 'X-Fleet' }],
      targets: [{ urls: [listed.url], auth: 'fleet', metrics: `${metrics.url}/metrics` }],
    },
    secrets: { basicAuthPassword: 'one', httpHeaderValue1: 'two', 'auth.fleet': 'three' },
  });
  const room = openRoom();
  for (const target of await selectAll(room, ref)) {
    expect(await room.probe(ref, target, never)).toMatchObject({ goVersion: 'go1.26.8' });
  }
  const basic = `Basic ${btoa('ops:one')}`;
  for (const headers of main.headers) expect(headers).toMatchObject({ authorization: basic, 'x-scope': 'two' });
  for (const headers of listed.headers) {
    expect(headers['x-fleet']).toBe('three');
    expect(Object.keys(headers)).toEqual(expect.not.arrayContaining(['authorization', 'x-scope']));
  }
  expect(metrics.headers.map((headers) => Object.keys(headers).sort())).toEqual([
    ['accept-encoding', 'connection', 'host', 'user-agent'],
  ]);
  await Promise.all([main.close(), listed.close(), metrics.close()]);
});

test('a target sees the same few headers whatever the request to Parked carried', async () => {
  const target = await startTarget(answerLikeGo);
  await fetchOnly(openRoom(), refOf({ url: target.url }));
  expect(Object.keys(target.headers[0] ?? {}).sort()).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
  await target.close();
});
