import type { DataSourceRef } from '../port.ts';
import {
  closeRooms,
  createClock,
  goroutines,
  never,
  openRoom,
  refOf,
  selectAll,
  type Room,
} from '../testing/data-source.ts';
import { startDnsServer, type DnsServer, type Zone } from '../testing/dns-server.ts';
import { startTarget } from '../testing/fake-target.ts';

afterAll(closeRooms);

let server: DnsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function openZone(zone: Zone, options: Parameters<typeof openRoom>[0] = {}): Promise<Room> {
  server = await startDnsServer(zone);
  return openRoom({ createResolver: server.createResolver, ...options });
}

function refFor(entry: object, allowedHosts: readonly string[] = ['*.svc', '10.0.0.0/8']): DataSourceRef {
  return refOf({
    jsonData: { allowedHosts, discovery: [{ type: 'dns', ...entry }], bounds: { connectTimeout: '200ms' } },
  });
}

test('SRV records give host and port, and the service its name', async () => {
  const room = await openZone({
    '_pprof._tcp.shop.svc': {
      srv: [
        ['pod-1.shop.svc', 6060],
        ['pod-2.shop.svc', 6061],
        ['pod.evil.example', 80],
      ],
    },
  });
  const ref = refFor({ names: ['_pprof._tcp.shop.svc'] }, ['*.svc']);
  expect(await selectAll(room, ref)).toEqual([
    { labels: { service: 'shop.svc', instance: 'pod-1.shop.svc:6060' }, host: 'pod-1.shop.svc:6060' },
    { labels: { service: 'shop.svc', instance: 'pod-2.shop.svc:6061' }, host: 'pod-2.shop.svc:6061' },
  ]);
  const [report] = await room.reportDiscovery(ref);
  expect(report?.notices[0]?.text).toContain('1 target is outside the allowed hosts and left out: pod.evil.example');
  expect(server?.questions).toEqual(['srv _pprof._tcp.shop.svc']);
});

test('a plain name without a port is looked up as SRV, with one as addresses of both families', async () => {
  const room = await openZone({
    'shop.svc': { a: ['10.0.0.1', '10.0.0.2'], aaaa: ['fd00::1'], srv: [['pod.svc', 7]] },
  });
  expect((await selectAll(room, refFor({ names: ['shop.svc'] }))).map(({ host }) => host)).toEqual(['pod.svc:7']);
  const ref = refFor({ names: ['shop.svc.'], port: 6060 });
  expect((await selectAll(room, ref)).map(({ labels }) => labels)).toEqual([
    { service: 'shop.svc', instance: '10.0.0.1:6060' },
    { service: 'shop.svc', instance: '10.0.0.2:6060' },
    { service: 'shop.svc', instance: '[fd00::1]:6060' },
  ]);
});

test('addresses of a name that is not allowed have to be allowed themselves, metadata never is', async () => {
  const room = await openZone({ 'shop.other': { a: ['10.0.0.1', '192.168.0.1', '169.254.169.254'] } });
  const hosts = async (allowedHosts: string[]): Promise<readonly string[]> => {
    const selected = await room.select(refFor({ names: ['shop.other'], port: 1 }, allowedHosts), []);
    return selected.ok ? selected.value.map(({ host }) => host) : [selected.problem.message];
  };
  expect(await hosts(['10.0.0.0/8'])).toEqual(['10.0.0.1:1']);
  expect(await hosts(['shop.other'])).toEqual(['10.0.0.1:1', '192.168.0.1:1']);
  expect(await hosts(['0.0.0.0/0'])).toEqual(['10.0.0.1:1', '192.168.0.1:1']);
  expect((await hosts(['*.svc']))[0]).toContain('3 targets are outside the allowed hosts');
});

test('a target is fetched at the address that was found', async () => {
  const target = await startTarget();
  const room = await openZone({ 'shop.svc': { a: ['127.0.0.1'] } });
  const ref = refFor({ names: ['shop.svc'], port: target.port });
  expect(await room.fetch(ref, await selectAll(room, ref), goroutines, never)).toMatchObject([{ outcome: 'fetched' }]);
  await target.close();
});

test('a name that DNS does not know is told, and how to write it', async () => {
  const room = await openZone({});
  const selected = await room.select(refFor({ names: ['shop.svc'], port: 1 }), []);
  expect(selected).toMatchObject({ ok: false, problem: { code: 'unknown_host', field: 'discovery[0]' } });
  expect(!selected.ok && selected.problem.message).toMatch(/shop\.svc \(ENOTFOUND\).*in full/);
});

test('a name server that fails for a moment empties no list, and other names go on', async () => {
  const clock = createClock();
  const room = await openZone({ 'a.svc': { a: ['10.0.0.1'] }, 'b.svc': { a: ['10.0.0.2'] } }, { now: clock.now });
  const ref = refFor({ names: ['a.svc', 'b.svc'], port: 1 });
  const hosts = async (): Promise<readonly string[]> => (await selectAll(room, ref)).map(({ host }) => host);
  expect(await hosts()).toEqual(['10.0.0.1:1', '10.0.0.2:1']);

  server!.zone = { 'a.svc': { code: 2 }, 'b.svc': { a: ['10.0.0.3'] } };
  clock.advance(600_000);
  expect(await hosts()).toEqual(['10.0.0.1:1', '10.0.0.3:1']);
  expect(await room.reportDiscovery(ref)).toMatchObject([{ targets: 2, problem: { code: 'unknown_host' } }]);

  // Behind the requests from now on, since the last refresh failed in part.
  server!.zone = { 'b.svc': { a: ['10.0.0.3'] } };
  clock.advance(600_000);
  while ((await hosts()).length > 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(await hosts()).toEqual(['10.0.0.3:1']);
});

test('a name server that is silent is given up after a while', async () => {
  const room = await openZone({ 'shop.svc': { silent: true } });
  const selected = await room.select(refFor({ names: ['shop.svc'], port: 1 }), []);
  expect(selected).toMatchObject({ ok: false, problem: { code: 'unknown_host' } });
  expect(!selected.ok && selected.problem.message).toContain('(ETIMEOUT)');
});

test('nothing is left waiting when the room is closed', async () => {
  const room = await openZone({ 'shop.svc': { silent: true } });
  const ref = refOf({
    jsonData: {
      allowedHosts: ['*.svc'],
      discovery: [{ type: 'dns', names: ['shop.svc'], port: 1 }],
      bounds: { connectTimeout: '1h' },
    },
  });
  const selected = room.select(ref, []);
  while (server!.questions.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  await room.close();
  expect(await selected).toMatchObject({ ok: false, problem: { code: 'unknown_host' } });
});
