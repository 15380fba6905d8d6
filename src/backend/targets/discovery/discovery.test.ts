import { inspect } from 'node:util';
import type { Labels } from '../../../core/labels.ts';
import type { DataSourceRef, DiscoveryReport } from '../port.ts';
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
import { answerLikeGo, startTarget, type FakeTarget, type Handler } from '../testing/fake-target.ts';

afterAll(closeRooms);

const opened: FakeTarget[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serve(handler: Handler): Promise<FakeTarget> {
  const server = await startTarget(handler);
  opened.push(server);
  return server;
}

const serveJson = (value: unknown): Promise<FakeTarget> =>
  serve((_, response) => void response.end(JSON.stringify(value)));

function activeTarget(scrapeUrl: string, labels: Labels, discoveredLabels: Labels = {}): unknown {
  return { discoveredLabels, labels, scrapePool: 'pool', scrapeUrl, health: 'up' };
}

const activeTargets = (...targets: unknown[]): unknown => ({
  status: 'success',
  data: { activeTargets: targets, droppedTargets: [] },
});

type Entry = Readonly<Record<string, unknown>>;

function refFor(entry: Entry, more: Entry = {}): DataSourceRef {
  return refOf({ jsonData: { allowedHosts: ['127.0.0.0/8', '*.svc'], discovery: [entry], ...more } });
}

async function report(room: Room, ref: DataSourceRef): Promise<DiscoveryReport> {
  const [first] = await room.reportDiscovery(ref);
  if (first === undefined) throw new Error('There is no report.');
  return first;
}

describe('a Prometheus server', () => {
  const shop = activeTarget(
    'http://shop-1.svc:8080/metrics?x=1',
    { job: 'shop', instance: 'shop-1:8080', zone: 'eu' },
    { __address__: 'shop-1.svc:8080', __meta_role: 'pod', job: 'before' },
  );

  test('is asked for its active targets, and job is kept as service', async () => {
    const server = await serveJson(activeTargets(shop));
    const ref = refFor({ type: 'prometheus', url: `${server.url}/prom/` });
    expect(await selectAll(openRoom(), ref)).toEqual([
      { labels: { service: 'shop', instance: 'shop-1:8080', zone: 'eu' }, host: 'shop-1.svc:8080' },
    ]);
    expect(server.requests).toEqual(['GET /prom/api/v1/targets?state=active']);
  });

  test('names targets whose pprof listens elsewhere, with labels of their own', async () => {
    const server = await serveJson(activeTargets(shop));
    const entry = { type: 'prometheus', url: server.url, port: 6060, path: '/internal', labels: { cluster: 'a' } };
    const asked: string[] = [];
    const room = openRoom({
      resolveAll: (name, _, callback) => {
        asked.push(name);
        callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
      },
    });
    const ref = refFor(entry);
    const [target] = await selectAll(room, ref);
    expect(target).toMatchObject({ labels: { cluster: 'a', service: 'shop' }, host: 'shop-1.svc:6060' });
    const [outcome] = await room.fetch(ref, [target!], goroutines, never);
    expect(outcome).toMatchObject({ problem: { code: 'unknown_host' } });
    expect(asked).toEqual(['shop-1.svc']);
  });

  test('is filtered by match, on labels before relabelling too', async () => {
    const other = activeTarget('http://node.svc:9100/metrics', { job: 'node', instance: 'node:9100' });
    const server = await serveJson(activeTargets(shop, other));
    const count = async (label: string, value: string): Promise<number> => {
      const match = [{ label, op: '=~', value }];
      return (await selectAll(openRoom(), refFor({ type: 'prometheus', url: server.url, match }))).length;
    };
    expect(await count('job', 'shop|node')).toBe(2);
    expect(await count('job', 'shop')).toBe(1);
    expect(await count('__meta_role', 'pod')).toBe(1);
  });

  test("gives a process that is scraped on two ports once, and keeps a service label that isn't the job", async () => {
    const server = await serveJson(
      activeTargets(
        activeTarget('http://a.svc:8081/metrics', { job: 'shop', service: 'shop-http', instance: 'a:8081' }),
        activeTarget('http://a.svc:8080/metrics', { job: 'shop', service: 'shop-http', instance: 'a:8080' }),
      ),
    );
    const ref = refFor({ type: 'prometheus', url: server.url, port: 6060 });
    const room = openRoom();
    expect(await selectAll(room, ref)).toEqual([
      { labels: { service: 'shop', exported_service: 'shop-http', instance: 'a:8080' }, host: 'a.svc:6060' },
    ]);
    expect((await report(room, ref)).notices).toMatchObject([{ severity: 'info' }]);
  });
});

describe('a list in HTTP SD format', () => {
  test('gives hosts with the labels of their group', async () => {
    const server = await serveJson([
      { targets: ['127.0.0.1:6060', '[::1]:6060', 'Shop.svc'], labels: { job: 'shop', __meta_x: 'y', team: 'a' } },
      { targets: ['127.0.0.2:6060'] },
    ]);
    const ref = refFor({ type: 'http_sd', url: `${server.url}/sd?env=prod` });
    expect((await selectAll(openRoom(), ref)).map(({ labels }) => labels)).toEqual([
      { service: 'shop', instance: '127.0.0.1:6060', team: 'a' },
      { service: '127.0.0.2', instance: '127.0.0.2:6060' },
      { service: 'shop', instance: 'shop.svc:80', team: 'a' },
    ]);
    expect(server.requests).toEqual(['GET /sd?env=prod']);
  });

  test.each([
    'http://127.0.0.1:6060',
    'user@127.0.0.1:6060',
    'svc@127.0.0.1',
    '127.0.0.1:6060/debug',
    '127.0.0.1:6060?x',
    '127.0.0.1:6060#x',
    '127.0.0.1:99999',
    '127.0.0.1\\@a.svc',
    'a.svc:6060\n',
    'a.svc ',
    ' a.svc',
    'ａ.svc',
    '',
    ':6060',
    'a.svc:',
    '[::1',
    '%31%32%37.0.0.1',
  ])('takes no address that is more or less than host and port: %j', async (target) => {
    const server = await serveJson([{ targets: [target, 'ok.svc:1'] }]);
    const ref = refFor({ type: 'http_sd', url: server.url });
    const room = openRoom();
    expect((await selectAll(room, ref)).map(({ host }) => host)).toEqual(['ok.svc:1']);
    expect((await report(room, ref)).notices[0]?.text).toContain('1 entry of the list cannot be read');
  });
});

describe('relabel_configs', () => {
  const list = [
    { targets: ['a.svc:8080'], labels: { job: 'shop', __meta_team: 'web', __meta_label_zone: 'eu' } },
    { targets: ['b.svc:8080'], labels: { job: 'mail', __meta_team: 'core' } },
  ];

  test('choose targets and rewrite their labels and addresses, in order', async () => {
    const server = await serveJson(list);
    const relabel_configs = [
      { source_labels: ['__meta_team'], regex: 'web', action: 'keep' },
      { regex: '__meta_label_(.+)', action: 'labelmap' },
      { source_labels: ['__address__'], regex: '([^:]+):.*', replacement: '$1:6060', target_label: '__address__' },
      { source_labels: ['job', '__meta_team'], separator: '-', target_label: 'service' },
      { regex: 'job', action: 'labeldrop' },
    ];
    const ref = refFor({ type: 'http_sd', url: server.url, relabel_configs });
    expect(await selectAll(openRoom(), ref)).toEqual([
      { labels: { service: 'shop-web', instance: 'a.svc:6060', zone: 'eu' }, host: 'a.svc:6060' },
    ]);
  });

  test('lead nowhere outside the allowed hosts, and a list that they empty gets a notice', async () => {
    const server = await serveJson(list);
    const moved = [{ target_label: '__address__', replacement: '169.254.169.254:80' }];
    const room = openRoom();
    const ref = refFor({ type: 'http_sd', url: server.url, relabel_configs: moved });
    expect(await room.select(ref, [])).toMatchObject({ ok: false });
    expect((await report(room, ref)).notices[0]?.text).toContain('2 targets are outside the allowed hosts');
    const dropped = [{ source_labels: ['job'], regex: '.*', action: 'drop' }];
    const none = refFor({ type: 'http_sd', url: server.url, relabel_configs: dropped });
    const other = openRoom();
    await other.select(none, []);
    expect((await report(other, none)).notices[0]?.text).toContain('none of 2 targets found remains after match and');
  });
});

describe('a server that lies', () => {
  test('leads nowhere outside allowedHosts, and what was left out is said', async () => {
    const evil = ['169.254.169.254', '2852039166', '0xa9fea9fe', '[::ffff:169.254.169.254]', '[fd00:ec2::254]'];
    const others = ['10.0.0.1:6060', 'evil.example:80', 'svc', 'evilsvc', 'a.svc.evil.example', '128.0.0.1'];
    const server = await serveJson([{ targets: [...evil, ...others, '127.0.0.1:1'] }]);
    const ref = refOf({
      jsonData: { allowedHosts: ['127.0.0.0/8', '169.254.0.0/16'], discovery: [{ type: 'http_sd', url: server.url }] },
    });
    const resolved: string[] = [];
    const room = openRoom({
      resolveAll: (name, _, callback) => {
        resolved.push(name);
        callback(null, [{ address: '10.9.9.9', family: 4 }]);
      },
    });
    const targets = await selectAll(room, ref);
    // Names may still lead into the range: that shows at connect.
    expect(targets.map(({ host }) => host).sort()).toEqual([
      '127.0.0.1:1',
      'a.svc.evil.example:80',
      'evil.example:80',
      'evilsvc:80',
      'svc:80',
    ]);
    const outcomes = await room.fetch(ref, targets, goroutines, never);
    const codes = outcomes.map((outcome) => (outcome.outcome === 'failed' ? outcome.problem.code : outcome.outcome));
    expect(codes.sort()).toEqual([
      'outside_allowed_hosts',
      'outside_allowed_hosts',
      'outside_allowed_hosts',
      'outside_allowed_hosts',
      'unreachable',
    ]);
    expect(resolved).toHaveLength(4);
    expect((await report(room, ref)).notices[0]?.text).toContain('7 targets are outside the allowed hosts');
  });

  test('takes over no target that the settings name', async () => {
    const mine = await serve(answerLikeGo);
    const server = await serveJson([
      { targets: ['127.0.0.1:1'], labels: { job: '127.0.0.1', instance: mine.host } },
      { targets: [mine.host], labels: { job: 'other' } },
    ]);
    const ref = refOf({
      jsonData: {
        allowedHosts: ['127.0.0.0/8'],
        auth: [{ name: 'pods', type: 'bearer' }],
        targets: [{ urls: [mine.url] }],
        discovery: [{ type: 'http_sd', url: server.url, targetAuth: 'pods' }],
      },
      secrets: { 'auth.pods': 'c4n4ry' },
    });
    const room = openRoom();
    const targets = await selectAll(room, ref);
    expect(targets.map(({ host }) => host)).toEqual([mine.host]);
    await room.fetch(ref, targets, goroutines, never);
    expect(inspect(mine.headers)).not.toContain('c4n4ry');
    const { notices } = await report(room, ref);
    expect(notices.map(({ text }) => text).join()).toMatch(/pprof root.*same labels/s);
  });

  const floods: readonly [string, Handler, string][] = [
    ['a giant reply', (_, response) => flood(response), 'body_too_large'],
    ['a web page', (_, response) => response.end('<!doctype html><title>c4n4ry</title>'), 'web_page'],
    ['no JSON', (_, response) => response.end('c4n4ry'), 'not_a_list'],
    ['JSON of another shape', (_, response) => response.end('{"data":{"c4n4ry":[]}}'), 'not_a_list'],
    ['JSON too deep to walk', (_, response) => response.end('['.repeat(100_000)), 'not_a_list'],
    ['nothing', (_, response) => response.end(), 'not_a_list'],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://c4n4ry/' }).end(), 'redirect'],
    ['401', (_, response) => response.writeHead(401).end('c4n4ry'), 'unauthorized'],
    ['500', (_, response) => response.writeHead(500).end('c4n4ry'), 'http_status'],
    ['a broken connection', (_, response) => response.destroy(), 'broken_off'],
    ['silence', () => undefined, 'timeout'],
  ];

  test.each(floods)('%s is a problem with a code, and no word of it is repeated', async (_, handler, code) => {
    const server = await serve(handler);
    const room = openRoom();
    for (const type of ['prometheus', 'http_sd']) {
      const bounds = { fetchTimeout: code === 'timeout' ? '150ms' : '10s', discoveryReply: '100KiB' };
      const ref = refFor({ type, url: `${server.url}/c4n4ry` }, { bounds });
      const selected = await room.select(ref, []);
      expect(selected).toMatchObject({ ok: false, problem: { code, field: 'discovery[0]' } });
      expect(inspect([selected, await room.reportDiscovery(ref)], { depth: 9 })).not.toContain('c4n4ry');
    }
  });

  function flood(response: {
    write(text: string): boolean;
    destroyed: boolean;
    on(e: 'drain', f: () => void): void;
  }): void {
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  }

  test('gives no more targets than the bound, the same ones each time, and how many were cut', async () => {
    const hosts = Array.from({ length: 2_500 }, (_, index) => `h${index}.svc:6060`);
    let reversed = false;
    const server = await serve((_, response) => {
      response.end(JSON.stringify([{ targets: reversed ? [...hosts].reverse() : hosts }]));
    });
    const clock = createClock();
    const room = openRoom({ now: clock.now });
    const ref = refFor({ type: 'http_sd', url: server.url });
    const first = await selectAll(room, ref);
    expect(first).toHaveLength(2_000);
    const { notices, targets } = await report(room, ref);
    expect(targets).toBe(2_000);
    expect(notices[0]?.text).toContain('500 of 2,500 targets are left out');
    reversed = true;
    clock.advance(600_000);
    expect(await selectAll(room, ref)).toEqual(first);
    expect(server.requests).toHaveLength(2);
  });

  test('keeps nobody waiting with a list of some hundred thousand', async () => {
    const body = `[{"targets":[${Array.from({ length: 300_000 }, (_, index) => `"a${index}.svc"`).join()}]}]`;
    const server = await serve((_, response) => void response.end(body));
    const ref = refFor({ type: 'http_sd', url: server.url });
    const room = openRoom();
    let turns = 0;
    const counter = setInterval(() => turns++, 1);
    expect(await selectAll(room, ref)).toHaveLength(2_000);
    clearInterval(counter);
    expect(turns).toBeGreaterThan(5);
    const { notices } = await report(room, ref);
    expect(notices.map(({ text }) => text).join('\n')).toMatch(/280,000 entries of 300,000.*18,000 of 20,000 targets/s);
  });

  test('names labels that become no part of a target', async () => {
    const labels = { 'a.b': 'x', __proto__x: 'y', constructor: 'z', empty: '', number: 7, 'a-b': 'x' };
    const text = JSON.stringify([{ targets: ['a.svc:1'], labels }]).replace('__proto__x', '__proto__');
    const server = await serve((_, response) => void response.end(text));
    const ref = refFor({ type: 'http_sd', url: server.url });
    const room = openRoom();
    const [target] = await selectAll(room, ref);
    expect(target?.labels).toEqual({ service: 'a.svc', instance: 'a.svc:1', constructor: 'z' });
    expect((await report(room, ref)).notices[0]?.text).toContain('a.b, a-b');
  });
});

describe('credentials', () => {
  test('of the server reach the server alone, those of the targets the targets alone', async () => {
    const target = await serve(answerLikeGo);
    const metrics = await serve(answerLikeGo);
    const server = await serveJson(
      activeTargets(activeTarget(`${metrics.url}/metrics`, { job: 'shop', instance: 'i' })),
    );
    const ref = refOf({
      url: 'http://unused',
      secrets: { bearerToken: 'of-url', 'auth.server': 'of-server', 'auth.pods': 'of-pods' },
      jsonData: {
        auth: [
          { name: 'server', type: 'bearer' },
          { name: 'pods', type: 'header', header: 'X-Pods' },
        ],
        allowedHosts: ['127.0.0.1'],
        discovery: [{ type: 'prometheus', url: server.url, port: target.port, auth: 'server', targetAuth: 'pods' }],
      },
    });
    const room = openRoom();
    const found = (await selectAll(room, ref)).filter(({ labels }) => labels['service'] === 'shop');
    expect(found).toMatchObject([{ host: target.host }]);
    expect(await room.probe(ref, found[0]!, never)).toMatchObject({ goVersion: 'go1.26.8', problem: null });
    expect(server.headers[0]?.authorization).toBe('Bearer of-server');
    expect(inspect(server.headers)).not.toMatch(/of-url|of-pods/);
    expect(target.headers[0]?.['x-pods']).toBe('of-pods');
    expect(inspect(target.headers)).not.toMatch(/of-url|of-server/);
    expect(metrics.requests).toEqual(['GET /metrics']);
    expect(inspect(metrics.headers)).not.toMatch(/of-/);
  });
});

describe('the path of a metrics page that a discovery server names', () => {
  const askMetrics = async (entry: Entry): Promise<FakeTarget> => {
    const target = await serve(answerLikeGo);
    const server = await serveJson([{ targets: [target.host], labels: { __metrics_path__: '/admin/export' } }]);
    const ref = refOf({
      secrets: { 'auth.pods': 'of-pods' },
      jsonData: {
        auth: [{ name: 'pods', type: 'bearer' }],
        allowedHosts: ['127.0.0.1'],
        discovery: [{ type: 'http_sd', url: server.url, targetAuth: 'pods', ...entry }],
      },
    });
    const room = openRoom();
    const [found] = await selectAll(room, ref);
    await room.readFigures(ref, found!, never);
    return target;
  };

  test('is asked without the credentials of the target', async () => {
    const target = await askMetrics({});
    expect(target.requests).toEqual(['GET /admin/export']);
    expect(inspect(target.headers)).not.toContain('of-pods');
  });

  test('is replaced by the one in the settings, which gets the credentials', async () => {
    const target = await askMetrics({ metrics: '/metrics' });
    expect(target.requests).toEqual(['GET /metrics']);
    expect(target.headers[0]?.authorization).toBe('Bearer of-pods');
  });
});

test('labels of a list hold no character that a terminal acts on, and no half of a pair', async () => {
  const server = await serveJson([{ targets: ['a.svc'], labels: { zone: '\u001b[31m\ud800', job: 'shop' } }]);
  const [found] = await selectAll(openRoom(), refFor({ type: 'http_sd', url: server.url }));
  expect(found?.labels['zone']).toBe('\u{fffd}[31m\u{fffd}');
});

test('problems and notices say which hosts they name', async () => {
  const broken = await serve((_, response) => response.writeHead(500).end());
  const refusing = await serveJson([{ targets: ['9.9.9.9'] }]);
  const ref = refFor({ type: 'http_sd', url: broken.url }, {});
  expect(await report(openRoom(), ref)).toMatchObject({ problem: { hosts: [broken.host] } });
  expect(await report(openRoom(), refFor({ type: 'http_sd', url: refusing.url }))).toMatchObject({
    notices: [{ hosts: ['9.9.9.9'] }],
  });
});

describe('a list is kept up to date behind the requests', () => {
  async function openChanging() {
    const state = { body: '[{"targets":["a.svc:1"]}]', status: 200 };
    const server = await serve((_, response) => void response.writeHead(state.status).end(state.body));
    const clock = createClock();
    const room = openRoom({ now: clock.now });
    const ref = refFor({ type: 'http_sd', url: server.url });
    const hosts = async (): Promise<readonly string[]> => (await selectAll(room, ref)).map(({ host }) => host);
    /** Asks until the refresh behind the requests has come in, or failed. */
    const settle = async (): Promise<void> => {
      for (;;) {
        const { atMs, problem } = await report(room, ref);
        if (state.status === 200 ? atMs === clock.now() : problem !== null) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    return { state, server, clock, room, ref, hosts, settle };
  }

  test('is requested once for all concurrent callers, and again only after its interval', async () => {
    const { server, clock, hosts, settle } = await openChanging();
    expect(await Promise.all([hosts(), hosts(), hosts()])).toEqual([['a.svc:1'], ['a.svc:1'], ['a.svc:1']]);
    clock.advance(29_999);
    await hosts();
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(server.requests).toHaveLength(2);
  });

  test('nobody waits for it while there is a list', async () => {
    const { state, clock, hosts, settle } = await openChanging();
    await hosts();
    state.body = '[{"targets":["b.svc:1"]}]';
    clock.advance(30_000);
    expect(await hosts()).toEqual(['a.svc:1']);
    await settle();
    expect(await hosts()).toEqual(['b.svc:1']);
  });

  test('an old list is not used while a new one can be fetched', async () => {
    const { state, clock, hosts } = await openChanging();
    await hosts();
    state.body = '[{"targets":["b.svc:1"]}]';
    clock.advance(3_600_000);
    expect(await hosts()).toEqual(['b.svc:1']);
  });

  test('the last good list stays when a refresh fails, and the report says since when and why', async () => {
    const { state, clock, room, ref, hosts, settle, server } = await openChanging();
    await hosts();
    expect(await report(room, ref)).toMatchObject({
      field: 'discovery[0]',
      type: 'http_sd',
      targets: 1,
      problem: null,
    });
    state.status = 503;
    clock.advance(60_000);
    await settle();
    expect(await hosts()).toEqual(['a.svc:1']);
    const { problem, atMs, targets } = await report(room, ref);
    expect(problem).toMatchObject({ code: 'http_status', field: 'discovery[0]' });
    expect(problem?.message).toContain('The list of 1m ago is used instead.');
    expect([clock.now() - (atMs ?? 0), targets]).toEqual([60_000, 1]);
    state.status = 200;
    clock.advance(5_000);
    await settle();
    expect((await report(room, ref)).problem).toBeNull();
    expect(server.requests).toHaveLength(3);
  });

  test('a target that goes away and comes back is the same target', async () => {
    const target = await serve(answerLikeGo);
    const { state, clock, room, ref, hosts, settle } = await openChanging();
    const listed = JSON.stringify([{ targets: [target.host], labels: { job: 'shop' } }]);
    state.body = listed;
    const [before] = await selectAll(room, ref);
    await room.fetch(ref, [before!], goroutines, never);
    state.body = '[]';
    clock.advance(30_000);
    await settle();
    expect(await room.select(ref, [])).toMatchObject({ ok: false, problem: { code: 'no_targets' } });
    expect(await room.fetch(ref, [before!], goroutines, never)).toMatchObject([
      { problem: { code: 'unknown_target' } },
    ]);
    state.body = listed;
    clock.advance(30_000);
    await settle();
    expect(await hosts()).toEqual([target.host]);
    const [after] = await selectAll(room, ref);
    expect(after).toEqual(before);
    // What was fetched of it before is still known.
    const recalled = await room.fetch(ref, [after!], { ...goroutines, maxAgeMs: 300_000 }, never);
    expect(recalled).toMatchObject([{ outcome: 'fetched', ageMs: 60_000 }]);
    expect(target.requests).toHaveLength(1);
  });

  test('the same labels at another address are asked anew', async () => {
    const one = await serve(answerLikeGo);
    const two = await serve(answerLikeGo);
    const { state, clock, room, ref, settle } = await openChanging();
    const list = (host: string): string => JSON.stringify([{ targets: [host], labels: { job: 'a', instance: 'pod' } }]);
    state.body = list(one.host);
    const [before] = await selectAll(room, ref);
    await room.fetch(ref, [before!], goroutines, never);
    state.body = list(two.host);
    clock.advance(30_000);
    await settle();
    const [after] = await selectAll(room, ref);
    expect(after?.labels).toEqual(before?.labels);
    await room.fetch(ref, [after!], { ...goroutines, maxAgeMs: 300_000 }, never);
    expect([one.requests.length, two.requests.length]).toEqual([1, 1]);
  });

  test('nobody waits for a server that hangs once it has failed, as long as there are targets', async () => {
    let asked = 0;
    const server = await serve((_, response) => {
      if (asked++ === 0) response.writeHead(500).end();
    });
    const clock = createClock();
    const room = openRoom({ now: clock.now });
    const ref = refFor(
      { type: 'http_sd', url: server.url },
      { bounds: { fetchTimeout: '1h' }, targets: [{ urls: ['http://127.0.0.1:9'] }] },
    );
    await selectAll(room, ref);
    clock.advance(3_600_000);
    expect(await selectAll(room, ref)).toHaveLength(1);
    while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await selectAll(room, ref)).toHaveLength(1);
    await room.close();
  });

  test('several lists stand side by side, and one that fails takes none of the others with it', async () => {
    const good = await serveJson([{ targets: ['a.svc:1'] }]);
    const bad = await serve((_, response) => void response.writeHead(500).end());
    const ref = refOf({
      url: 'http://127.0.0.1:9',
      jsonData: {
        allowedHosts: ['*.svc'],
        discovery: [
          { type: 'http_sd', url: bad.url },
          { type: 'http_sd', url: good.url },
        ],
      },
    });
    const room = openRoom();
    expect((await selectAll(room, ref)).map(({ host }) => host)).toEqual(['127.0.0.1:9', 'a.svc:1']);
    expect(await room.reportDiscovery(ref)).toMatchObject([
      { field: 'discovery[0]', targets: 0, atMs: null, problem: { code: 'http_status' } },
      { field: 'discovery[1]', targets: 1, problem: null },
    ]);
  });
});
