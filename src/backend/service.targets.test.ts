// What a fleet can do, asked of the real service over real targets: each in trouble of its own, many at once, and at a
// price that they can pay.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createFakeClock, type FakeClock } from './history/testing/fake-clock.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { readRecorded, startPprofServer, type PprofServer } from './testing/pprof-server.ts';

jest.setTimeout(60_000);

const startMs = 1_700_000_010_000;
const profile = '/debug/pprof/goroutine?debug=0';
/** As net/http/pprof writes it before Go 1.26. */
const plainIndex = '<a href=goroutine?debug=1>full goroutine stack dump</a>';
const metricsPage = 'go_goroutines 10\ngo_info{version="go1.25.3"} 1\nprocess_start_time_seconds 1600000000\n';

let clock: FakeClock;
let service: PluginHandler;
let servers: PprofServer[];

beforeEach(async () => {
  clock = createFakeClock(startMs);
  service = await createService({ nowMs: clock.nowMs, clock });
  servers = [];
});

afterEach(async () => {
  await service.close();
  await Promise.all(servers.map((server) => server.close()));
});

async function start(): Promise<PprofServer> {
  const server = await startPprofServer();
  server.set('/metrics', metricsPage);
  servers.push(server);
  return server;
}

const list = (targets: Readonly<Record<string, PprofServer | string>>) => ({
  jsonData: {
    targets: Object.entries(targets).map(([instance, at]) => ({
      urls: [typeof at === 'string' ? at : at.url],
      labels: { service: 'shop', instance },
    })),
  },
});

const ask = (situation: Situation, query: object = {}) =>
  askService(service, { toMs: clock.nowMs(), ...situation }, { queryType: 'targets', ...query });
const read = async (situation: Situation, query: object = {}) => rowsOf(framesOf(await ask(situation, query))[0]);
const asked = (server: PprofServer, path: string) => server.requests.filter((one) => one === path).length;

describe('each target has a row with what it can do', () => {
  test('one that is well, with everything there is', async () => {
    const [row] = await read(list({ a: await start() }));
    expect(row).toMatchObject({
      service: 'shop',
      instance: 'a',
      up: 1,
      problem: null,
      goVersion: 'go1.25.3',
      forms: 'debug=0, debug=1, debug=2',
      leakProfile: 'served',
      remedy: null,
      metrics: 'served',
      metricsProblem: null,
      sampling: 'none yet',
      interval: 30,
      checked: startMs,
    });
    expect(row?.['goroutines']).toBeGreaterThan(0);
    expect(row?.['fetch']).toBeGreaterThan(0);
  });

  test('trouble is on top, each with its reason and what to do', async () => {
    const [well, old, bare, gone] = await Promise.all([start(), start(), start(), start()]);
    old.set('/debug/pprof/', plainIndex);
    bare.set('/debug/pprof/', 404);
    bare.set('/metrics', 404);
    gone.set(profile, 404);
    const rows = await read({
      ...list({ a: well, b: old, c: bare, d: gone, e: 'http://127.0.0.1:1' }),
      role: 'Editor',
    });
    expect(rows.map((row) => row['instance'])).toEqual(['d', 'e', 'b', 'c', 'a']);
    const [missing, refused, plain, custom] = rows;
    expect(missing).toMatchObject({ up: 0, goroutines: null, forms: null, leakProfile: 'unknown' });
    expect(missing?.['problem']).toContain(gone.host);
    expect(missing?.['problem']).toContain('404');
    expect(refused?.['problem']).toMatch(/^127\.0\.0\.1:1 .*refused/);
    expect(plain).toMatchObject({ up: 1, leakProfile: 'missing', forms: 'debug=0, debug=1, debug=2' });
    expect(plain?.['remedy']).toContain('go1.25.3 has no goroutineleak profile');
    // Without an index, the forms are seen by asking.
    expect(custom).toMatchObject({ up: 1, leakProfile: 'unknown', metrics: 'missing', goVersion: null });
    expect(custom?.['remedy']).toContain('no index page');
    expect(custom?.['forms']).toBe('debug=0, debug=1, debug=2');
    expect(custom?.['metricsProblem']).toContain('no metrics page there (404)');
  });

  test.each(['Viewer', 'Editor'] as const)('hosts are for those who may edit: %s', async (role) => {
    const [gone, bare] = await Promise.all([start(), start()]);
    gone.set(profile, 401);
    bare.set('/metrics', 404);
    const frames = framesOf(await ask({ ...list({ a: gone, b: bare }), role }));
    expect(rowsOf(frames[0])[0]?.['problem']).not.toBe('');
    expect(JSON.stringify(frames).includes('127.0.0.1')).toBe(role === 'Editor');
  });

  test('labels of per come beside those that name it, which are always there', async () => {
    const { url } = await start();
    const jsonData = { targets: [{ urls: [url], labels: { service: 'shop', instance: 'a', zone: 'eu', up: 'x' } }] };
    const [frame] = framesOf(await ask({ jsonData }, { per: ['zone', 'service', 'up'] }));
    expect(frame?.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['service', 'instance', 'zone', 'target_up']),
    );
    expect(rowsOf(frame)[0]).toMatchObject({ zone: 'eu', target_up: 'x', up: 1 });
  });

  test('a pasted dump, rules and conditions that match nothing are refused by name', async () => {
    const situation = list({ a: await start() });
    expect(problemOf(await ask(situation, { inline: 'goroutine 1 [running]:\n' }))).toMatchObject({ field: 'inline' });
    expect(problemOf(await ask({ ...situation, fromAlert: true })).code).toBe('not_alertable');
    const nowhere = { targets: [{ label: 'service', op: '=', value: 'pay' }] };
    expect(problemOf(await ask(situation, nowhere)).field).toBe('targets');
  });

  test('a range that ended gets a notice', async () => {
    const situation = { ...list({ a: await start() }), fromMs: startMs - 9e6, toMs: startMs - 5e6 };
    expect(noticesOf(framesOf(await ask(situation)))).toEqual([expect.stringContaining('as they are now')]);
  });
});

describe('what it costs', () => {
  test('no second profile, no dump, no leak profile; and nothing at all for the next viewer', async () => {
    const server = await start();
    const situation = list({ a: server });
    await Promise.all([read(situation), read(situation), read({ ...situation, role: 'Admin' })]);
    const once = [profile, '/metrics', '/debug/pprof/'];
    expect([...server.requests].sort()).toEqual([...once].sort());
    await clock.advance(10_000);
    await read(situation);
    expect(server.requests).toHaveLength(once.length);
  });

  test('what it can do is asked once an hour, and at once when another process answers', async () => {
    const server = await start();
    server.set('/debug/pprof/', plainIndex);
    const situation = { ...list({ a: server }), uid: 'quiet' };
    const off = { ...situation, jsonData: { ...situation.jsonData, sampling: { enabled: false } } };
    expect((await read(off))[0]).toMatchObject({ leakProfile: 'missing', sampling: 'off', interval: null });
    await clock.advance(20 * 60_000);
    await read(off);
    expect(asked(server, '/debug/pprof/')).toBe(1);
    // The metrics page shows another start: a deploy.
    server.set('/metrics', metricsPage.replace('1600000000', '1700000000').replace('go1.25.3', 'go1.27.0'));
    server.set('/debug/pprof/', `${plainIndex}<a href=goroutineleak?debug=1>leaks</a>`);
    await clock.advance(61 * 60_000);
    expect((await read(off))[0]).toMatchObject({ leakProfile: 'served', goVersion: 'go1.27.0' });
    expect(asked(server, '/debug/pprof/')).toBe(2);
  });

  test('a target that is down is left alone for longer and longer, however many ask', async () => {
    const server = await start();
    server.set(profile, 500);
    const situation = { ...list({ a: server }), role: 'Admin' as const };
    for (let second = 0; second < 120; second++) {
      await read(situation);
      await clock.advance(1_000);
    }
    // Doubling from 5 s, with the sampler's own turns among them.
    expect(asked(server, profile)).toBeGreaterThan(2);
    expect(asked(server, profile)).toBeLessThanOrEqual(6);
    expect((await read(situation))[0]?.['problem']).toMatch(/will be tried again in/);
    server.set(profile, readRecorded('goroutine-debug0.pb.gz'));
    await clock.advance(5 * 60_000);
    await read(situation);
    await pause(100);
    expect((await read(situation))[0]).toMatchObject({ up: 1, problem: null, leakProfile: 'served' });
  });
});

describeWithSqlite('how it is sampled', () => {
  /** Advances time until the target was fetched this many more times. */
  async function passSamples(server: PprofServer, samples: number): Promise<void> {
    const goal = asked(server, profile) + samples;
    for (let second = 0; second < 1_200 && asked(server, profile) < goal; second++) {
      await clock.advance(1_000);
      await pause(2);
    }
    await pause(50);
  }

  test('as asked, with the last sample and the pace that was measured', async () => {
    const server = await start();
    const situation = list({ a: server });
    await read(situation);
    await passSamples(server, 8);
    const [row] = await read(situation);
    expect(row).toMatchObject({ sampling: 'as asked', samplingReason: null, every: 30, interval: 30 });
    expect(clock.nowMs() - Number(row?.['lastSample'])).toBeLessThan(31_000);
  });

  test('paused near a memory limit, with what to do', async () => {
    const server = await start();
    server.set('/metrics', `${metricsPage}process_resident_memory_bytes 100000\ngo_gc_gomemlimit_bytes 100100\n`);
    const situation = list({ a: server, b: await start() });
    await read(situation);
    await passSamples(server, 1);
    await clock.advance(60_000);
    const [row, other] = await read(situation);
    expect(row).toMatchObject({ instance: 'a', up: 1, sampling: 'paused' });
    expect(row?.['samplingReason']).toMatch(/near its memory limit.*set "Memory limit"/);
    expect(other?.['sampling']).not.toBe('paused');
  });

  test('not at all while it fails, since its last sample', async () => {
    const server = await start();
    const situation = list({ a: server });
    await read(situation);
    await passSamples(server, 2);
    const lastMs = (await read(situation))[0]?.['lastSample'];
    server.set(profile, 503);
    await clock.advance(3 * 60_000);
    await pause(50);
    await read(situation);
    await pause(50);
    const [row] = await read(situation);
    expect(row).toMatchObject({ up: 0, sampling: 'failing', lastSample: lastMs });
    expect(row?.['samplingReason']).toMatch(/^Its last (1 fetch|\d+ fetches) failed\.$/);
  });
});

describe('a fleet', () => {
  const size = 1_000;
  let fleet: Server;
  let inFlight = 0;
  let most = 0;
  let requests = 0;
  /** Answers are held back while this is pending. */
  let gate: Promise<void>;
  let open = (): void => undefined;

  beforeEach(async () => {
    inFlight = most = requests = 0;
    gate = new Promise((resolve) => (open = resolve));
    const replies = new Map([
      [profile, readRecorded('goroutine-debug0.pb.gz')],
      ['/debug/pprof/', Buffer.from(plainIndex)],
      ['/metrics', Buffer.from(metricsPage)],
    ]);
    fleet = createServer((request, response) => {
      const [, path = ''] = /^\/t\d+(\/.*)$/.exec(request.url ?? '') ?? [];
      requests++;
      most = Math.max(most, ++inFlight);
      response.on('close', () => inFlight--);
      void gate.then(() => response.writeHead(replies.has(path) ? 200 : 404).end(replies.get(path)));
    });
    await new Promise<void>((resolve) => fleet.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    open();
    fleet.closeAllConnections();
    await new Promise((resolve) => fleet.close(resolve));
  });

  test(`of ${size} slow targets answers in time, asks few at once whoever looks, and is complete in the end`, async () => {
    const { port } = fleet.address() as AddressInfo;
    const targets = Array.from({ length: size }, (_, number) => ({
      urls: [`http://127.0.0.1:${port}/t${number}/debug/pprof`],
      labels: { service: 'shop', instance: `t${number}` },
      metrics: `/t${number}/metrics`,
    }));
    const situation = { jsonData: { targets, sampling: { enabled: false } } };
    const startedMs = performance.now();
    const first = await Promise.all(Array.from({ length: 5 }, () => ask(situation)));
    // Patience, and what a busy machine adds to it; the slowest target would have taken its timeout.
    expect(performance.now() - startedMs).toBeLessThan(9_000);
    for (const answer of first) {
      const frames = framesOf(answer);
      expect(rowsOf(frames[0])).toHaveLength(size);
      expect(rowsOf(frames[0]).every((row) => row['up'] === null && row['sampling'] === 'off')).toBe(true);
      expect(noticesOf(frames)).toEqual([expect.stringContaining('1,000 of 1,000 targets were not probed yet')]);
    }
    expect(most).toBe(8);

    open();
    let rows: readonly Readonly<Record<string, unknown>>[] = [];
    while (!(rows.length > 0 && rows.every((row) => row['up'] !== null))) rows = await read(situation);
    expect(rows.every((row) => row['up'] === 1 && row['leakProfile'] === 'missing')).toBe(true);
    expect(most).toBe(8);
    expect(requests).toBe(3 * size);
  });
});
