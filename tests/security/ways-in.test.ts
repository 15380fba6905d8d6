// Every way in, by the tricks that addresses and paths know: servers that lists and tokens come from, files and sockets
// of this machine, redirects, and what others push.
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInbox } from '../../src/backend/receive/inbox.ts';
import { nameSender } from '../../src/backend/receive/push-labels.ts';
import { withPushed } from '../../src/backend/receive/pushed-targets.ts';
import { closeRooms, never, openRoom, refOf, selectAll } from '../../src/backend/targets/testing/data-source.ts';
import { listen, startTarget, type FakeTarget } from '../../src/backend/targets/testing/fake-target.ts';
import { forbiddenUrls } from '../../src/backend/targets/testing/forbidden-urls.ts';

afterAll(closeRooms);

const goroutines = { kind: 'goroutine', form: 0 } as const;
const resolveNothing = () => {
  throw new Error('A literal address must not be resolved.');
};

/** What happens when everything of these settings is asked. */
async function askAll(
  jsonData: object,
  pluginConfig: Record<string, string> = {},
  secrets: Record<string, string> = {},
) {
  const room = openRoom({ resolveAll: resolveNothing });
  const ref = refOf({ jsonData: { bounds: { fetchTimeout: '2s' }, ...jsonData }, pluginConfig, secrets });
  const selected = await room.select(ref, []);
  const fetched = selected.ok ? await room.fetch(ref, selected.value, goroutines, never) : [];
  const reports = await room.reportDiscovery(ref);
  const problems = [
    ...fetched.flatMap((one) => (one.outcome === 'failed' ? [one.problem] : [])),
    ...reports.flatMap(({ problem }) => problem ?? []),
  ];
  return { codes: problems.map(({ code }) => code), text: JSON.stringify([selected, fetched, reports]) };
}

const discover = (entry: object) => ({ allowedHosts: ['127.0.0.0/8'], discovery: [entry] });
const servers: Readonly<Record<string, (url: string) => object>> = {
  'a Prometheus': (url) => discover({ type: 'prometheus', url }),
  'an HTTP SD server': (url) => discover({ type: 'http_sd', url }),
  'a Consul agent': (url) => discover({ type: 'consul', url }),
  'an API server': (apiServer) => discover({ type: 'kubernetes', apiServer, portName: 'pprof' }),
  'a token endpoint': (tokenUrl) => ({
    auth: [{ name: 'fleet', type: 'oauth2', user: 'parked', tokenUrl }],
    targets: [{ urls: ['http://127.0.0.1:1'], auth: 'fleet' }],
  }),
};

describe.each(Object.entries(servers))('%s', (_, settingsOf) => {
  test.each(forbiddenUrls)('is never asked at %s', async (url) => {
    const { codes } = await askAll(settingsOf(url), {}, { 'auth.fleet': 'secret' });
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['forbidden_address']));
  });

  test('leads nowhere by a redirect, and no credential follows one', async () => {
    const elsewhere = await startTarget();
    const server = await startTarget((__, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/elsewhere` }).end(),
    );
    const { codes, text } = await askAll(settingsOf(server.url), {}, { 'auth.fleet': 'c4n4ry' });
    expect(codes.length).toBeGreaterThan(0);
    expect(elsewhere.requests).toEqual([]);
    expect(text).not.toMatch(/c4n4ry|elsewhere/);
    await Promise.all([server.close(), elsewhere.close()]);
  });
});

describe('a file or socket of this machine', () => {
  let folder: string;
  let target: FakeTarget;
  let requests: number;
  let closeSocket: () => Promise<unknown>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parked-ways-'));
    for (const name of ['allowed', 'allowed-not', 'other']) mkdirSync(join(folder, name));
    requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end();
    });
    await new Promise<void>((done) => server.listen(join(folder, 'other', 'secret'), done));
    closeSocket = () => new Promise((done) => server.close(done));
    writeFileSync(join(folder, 'other', 'secret.pem'), '-----BEGIN c4n4ry');
    writeFileSync(join(folder, 'other', 'secret.json'), '["c4n4ry"]');
    writeFileSync(join(folder, 'allowed-not', 'secret.pem'), '-----BEGIN c4n4ry');
    for (const name of ['secret', 'secret.pem', 'secret.json']) {
      symlinkSync(join(folder, 'other', name), join(folder, 'allowed', name));
    }
    symlinkSync(join(folder, 'other'), join(folder, 'allowed', 'folder'));
    target = await startTarget();
  });
  afterAll(async () => {
    await Promise.all([target.close(), closeSocket()]);
    rmSync(folder, { recursive: true });
  });

  const files: Readonly<Record<string, (path: string) => object>> = {
    'a token': (path) => auth({ type: 'bearer', file: `${path}.pem` }),
    'a client secret': (path) =>
      auth({ type: 'oauth2', user: 'u', tokenUrl: `${target.url}/token`, file: `${path}.pem` }),
    'a client certificate': (path) => auth({ type: 'certificate', certFile: `${path}.pem`, keyFile: `${path}.pem` }),
    'a CA': (path) => auth({ type: 'certificate', certFile: '/a', keyFile: '/a', caFile: `${path}.pem` }),
    'the CA of an API server': (path) =>
      discover({ type: 'kubernetes', apiServer: target.url, portName: 'pprof', caFile: `${path}.pem` }),
    'a list of targets': (path) => discover({ type: 'file', files: [`${path}.json`] }),
    'a socket': (path) => ({ targets: [{ urls: [`unix://${path}`] }] }),
    'the socket of a discovery server': (path) => discover({ type: 'http_sd', url: `unix://${path}:/targets` }),
  };
  const auth = (entry: object) => ({
    auth: [{ name: 'own', ...entry }],
    targets: [{ urls: [target.url], auth: 'own' }],
  });
  const tricks: Readonly<Record<string, (root: string) => string>> = {
    'in another folder': (root) => `${root}/other/secret`,
    'by dots': (root) => `${root}/allowed/../other/secret`,
    'by a link': (root) => `${root}/allowed/secret`,
    'by a link of a folder': (root) => `${root}/allowed/folder/secret`,
    'in a folder whose name begins alike': (root) => `${root}/allowed-not/secret`,
    'that is not there': (root) => `${root}/other/missing`,
    'of the process': () => '/proc/self/environ',
  };

  describe.each(Object.entries(files))('%s', (_, settingsOf) => {
    test.each(Object.entries(tricks))('is not read %s, and nothing is asked with it', async (__, locate) => {
      const allowed = join(folder, 'allowed');
      const pluginConfig = { credential_files: allowed, discovery_files: allowed, unix_sockets: allowed };
      const { codes, text } = await askAll(settingsOf(locate(folder)), pluginConfig);
      expect(codes.length).toBeGreaterThan(0);
      expect(text).not.toContain('c4n4ry');
      expect(target.requests).toEqual([]);
      expect(requests).toBe(0);
    });
  });

  test.each(['unix:@abstract', 'unix://@abstract', 'unix:///%00abstract', 'unix://host/a.sock', 'unix:relative'])(
    'an abstract, remote or relative socket is no target and no discovery server: %s',
    (url) => {
      expect(() => refOf({ url })).toThrow();
      expect(() => refOf({ jsonData: discover({ type: 'http_sd', url }) })).toThrow();
    },
  );
});

describe('a push', () => {
  const pairs = (labels: Readonly<Record<string, string>>) =>
    Object.entries(labels).map(([name, value]) => ({ name, value }));

  test('names no address that is asked, whatever its labels say', async () => {
    const target = await startTarget();
    const raw = await listen(createServer());
    const named = nameSender(
      pairs({
        ...{ service_name: 'shop', instance: target.host, __address__: target.host, __scheme__: 'http' },
        ...{ __metrics_path__: '/metrics', url: target.url, host: raw.host },
      }),
      '10.0.0.1',
    );
    if (named.is !== 'a target') throw new Error('The labels were refused.');
    const inbox = createInbox({ nowMs: Date.now, maxTargets: () => 10 });
    const profile = { entries: [], goroutines: 0, kind: 'goroutine' } as never;
    inbox.take({ labels: named.labels, kind: 'goroutine', profile, atMs: Date.now() - 400_000, bytes: 1 });
    const room = withPushed(openRoom(), inbox, Date.now);
    const ref = refOf({});
    const [pushed] = await selectAll(room, ref);
    const [outcome] = await room.fetch(ref, [pushed!], goroutines, never);
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'no_push' } });
    const [dump] = await room.fetch(ref, [pushed!], { kind: 'goroutine', form: 2 }, never);
    expect(dump).toMatchObject({ outcome: 'failed', problem: { code: 'pushed_target' } });
    await room.probe(ref, pushed!, never);
    await room.readFigures(ref, pushed!, never);
    await room.survey(ref, [pushed!], never);
    expect(target.requests).toEqual([]);
    await Promise.all([target.close(), raw.close()]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['a prototype', { service_name: 'a', __proto__x: 'b', constructor: 'c', toString: 'd' }],
    ['names of Parked', { service_name: 'a', service: 'b', fingerprint: 'c', le: 'd' }],
    ['control characters', { service_name: 'a\u001b[31m', instance: '\u0000', 'na\nme': 'x' }],
  ])('with labels like %s is of one target of texts', (_, labels) => {
    const named = nameSender(pairs(labels), '10.0.0.1');
    expect(named.is).toBe('a target');
    if (named.is !== 'a target') return;
    for (const [name, value] of Object.entries(named.labels)) {
      expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      expect(typeof value).toBe('string');
    }
  });
});
