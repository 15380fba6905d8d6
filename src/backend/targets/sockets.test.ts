// Targets on Unix sockets: reached like others, and only below the folders that are allowed.
import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import {
  closeRooms,
  fetchOnly,
  never,
  openRoom,
  refOf,
  selectAll,
  type DataSourceChanges,
} from './testing/data-source.ts';
import { answerLikeGo, startTarget } from './testing/fake-target.ts';

let folder: string;
let allowed: string;
let requests: string[];
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-sockets-'));
  allowed = join(folder, 'allowed');
  mkdirSync(allowed);
  mkdirSync(join(folder, 'other'));
  requests = [];
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(folder, { recursive: true, force: true });
});
afterAll(closeRooms);

async function serve(path: string): Promise<string> {
  const server = createServer((request, response) => {
    requests.push(
      `${request.method} ${request.url} ${request.headers.host} ${request.headers.authorization ?? ''}`.trim(),
    );
    answerLikeGo(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(join(folder, path), resolve));
  return join(folder, path);
}

const refTo = (url: string, changes: DataSourceChanges = {}) =>
  refOf({ url, pluginConfig: { unix_sockets: `/nowhere, ${allowed}` }, ...changes });

async function failOn(url: string, changes: DataSourceChanges = {}): Promise<Problem> {
  const outcome = await fetchOnly(openRoom(), refTo(url, changes));
  if (outcome.outcome !== 'failed') throw new Error('The fetch succeeded.');
  return outcome.problem;
}

test('a socket is asked like a host, and its path is the instance', async () => {
  const socket = await serve('allowed/pprof.sock');
  const room = openRoom();
  const ref = refTo(`unix://${socket}`, { secrets: { bearerToken: 'of-url' } });
  const [target] = await selectAll(room, ref);
  expect(target).toEqual({ labels: { service: socket, instance: socket }, host: socket });
  expect(await fetchOnly(room, ref)).toMatchObject({ outcome: 'fetched', profile: { goroutines: 6 } });
  expect(await room.readFigures(ref, target!, never)).toMatchObject({ outcome: 'read' });
  expect(requests).toEqual([
    'GET /debug/pprof/goroutine?debug=0 localhost Bearer of-url',
    'GET /metrics localhost Bearer of-url',
  ]);
});

test('a path after a colon is the pprof root on the socket', async () => {
  const socket = await serve('allowed/pprof.sock');
  await fetchOnly(openRoom(), refTo(`unix://${socket}:/internal/pprof`));
  expect(requests).toEqual(['GET /internal/pprof/goroutine?debug=0 localhost']);
});

test('two sockets are two targets, and a credential of one never reaches another', async () => {
  const sockets = [await serve('allowed/a.sock'), await serve('allowed/b.sock')];
  const metrics = `unix://${sockets[1]}:/metrics`;
  const ref = refTo('', {
    secrets: { 'auth.a': 'of-a' },
    jsonData: {
      auth: [{ name: 'a', type: 'bearer' }],
      targets: [{ urls: [`unix://${sockets[0]}`], auth: 'a', metrics }],
    },
  });
  const room = openRoom();
  const [target] = await selectAll(room, ref);
  await room.readFigures(ref, target!, never);
  expect(requests).toEqual(['GET /metrics localhost']);
});

test('a discovery server may listen on a socket', async () => {
  const target = await startTarget();
  const server = createServer((_, response) => response.end(JSON.stringify([{ targets: [target.host] }])));
  servers.push(server);
  const socket = join(allowed, 'sd.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const discovery = [{ type: 'http_sd', url: `unix://${socket}:/targets` }];
  const ref = refTo('', { jsonData: { discovery, allowedHosts: ['127.0.0.0/8'] } });
  expect(await selectAll(openRoom(), ref)).toMatchObject([{ host: target.host }]);
  await target.close();
});

describe('a socket is refused', () => {
  test('without a list of folders', async () => {
    const socket = await serve('allowed/pprof.sock');
    expect(await failOn(`unix://${socket}`, { pluginConfig: {} })).toMatchObject({ code: 'forbidden_socket' });
    expect(requests).toEqual([]);
  });

  test.each([
    ['in another folder', (root: string) => `${root}/other/pprof.sock`],
    ['by dots', (root: string) => `${root}/allowed/../other/pprof.sock`],
    ['by dots in percent', (root: string) => `${root}/allowed/%2e%2e/other/pprof.sock`],
    ['by a slash in percent', (root: string) => `${root}/allowed/..%2fother/pprof.sock`],
    ['by a link', (root: string) => `${root}/allowed/link.sock`],
    ['by a link of a folder', (root: string) => `${root}/allowed/folder/pprof.sock`],
    ['in a folder whose name begins alike', (root: string) => `${root}/allowed-not/pprof.sock`],
    ['that is not there, elsewhere', (root: string) => `${root}/other/missing.sock`],
  ])('%s', async (_, locate) => {
    mkdirSync(join(folder, 'allowed-not'));
    await serve('other/pprof.sock');
    await serve('allowed-not/pprof.sock');
    symlinkSync(join(folder, 'other', 'pprof.sock'), join(allowed, 'link.sock'));
    symlinkSync(join(folder, 'other'), join(allowed, 'folder'));
    expect(await failOn(`unix://${locate(folder)}`)).toMatchObject({ code: 'forbidden_socket' });
    expect(requests).toEqual([]);
  });

  test('if nobody listens, or if it is no socket', async () => {
    expect(await failOn(`unix://${allowed}/missing.sock`)).toMatchObject({ code: 'unreachable' });
    writeFileSync(join(allowed, 'file.sock'), '');
    expect(await failOn(`unix://${allowed}/file.sock`)).toMatchObject({ code: 'unreachable' });
  });

  test.each([
    'unix:@abstract',
    'unix://@abstract',
    'unix:relative.sock',
    'unix://host/a.sock',
    'unix:///run/a%00.sock',
    'unix:///',
  ])('that is no path: %s', (url) => {
    expect(() => refTo(url)).toThrow(/not the path of a Unix socket/);
  });
});

test('a link that stays inside is followed', async () => {
  await serve('allowed/pprof.sock');
  symlinkSync(join(allowed, 'pprof.sock'), join(allowed, 'current.sock'));
  expect(await fetchOnly(openRoom(), refTo(`unix://${allowed}/current.sock`))).toMatchObject({ outcome: 'fetched' });
});

describe('a credential in a file', () => {
  const refWith = (url: string, file: string, pluginConfig = { credential_files: allowed }) =>
    refOf({
      pluginConfig,
      jsonData: {
        bounds: { freshness: '0s' },
        auth: [{ name: 'pods', type: 'bearer', file }],
        targets: [{ urls: [url], auth: 'pods' }],
      },
    });

  test('is read anew when it is rotated', async () => {
    const target = await startTarget();
    const file = join(allowed, 'token');
    const room = openRoom();
    for (const token of ['one', 'two', 'two']) {
      writeFileSync(file, `${token}\n`);
      const request = { kind: 'goroutine', form: 0, maxAgeMs: 0 } as const;
      expect(await fetchOnly(room, refWith(target.url, file), request)).toMatchObject({ outcome: 'fetched' });
    }
    expect(target.headers.map(({ authorization }) => authorization)).toEqual([
      'Bearer one',
      'Bearer two',
      'Bearer two',
    ]);
    await target.close();
  });

  test.each([
    ['outside the folders', 'other/token', 'secret-token'],
    ['by a link', 'allowed/link', 'secret-token'],
    ['with more than one line', 'allowed/token', 'secret-token\nX-Evil: 1'],
    ['without end', 'allowed/token', 'secret-token'.repeat(10_000)],
    ['empty', 'allowed/token', ' \n'],
  ])('is not used %s, and nothing of it is told', async (_, path, text) => {
    const target = await startTarget();
    writeFileSync(join(folder, 'other', 'token'), text);
    writeFileSync(join(allowed, 'token'), text);
    symlinkSync(join(folder, 'other', 'token'), join(allowed, 'link'));
    const outcome = await fetchOnly(openRoom(), refWith(target.url, join(folder, path)));
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'credential_file' } });
    expect(JSON.stringify(outcome)).not.toContain('secret-token');
    expect(target.requests).toEqual([]);
    await target.close();
  });

  test('is not used without a list of folders', async () => {
    const target = await startTarget();
    writeFileSync(join(allowed, 'token'), 'secret-token');
    const outcome = await fetchOnly(openRoom(), refWith(target.url, join(allowed, 'token'), { credential_files: '' }));
    expect(outcome).toMatchObject({ problem: { code: 'credential_file' } });
    await target.close();
  });
});
