import type { DataSourceRef } from '../port.ts';
import { closeRooms, createClock, fetchOnly, openRoom, refOf, selectAll, type Room } from '../testing/data-source.ts';
import { answerLikeGo, startTarget } from '../testing/fake-target.ts';
import { startKubernetesServer, type KubernetesServer } from '../testing/kubernetes-server.ts';

let server: KubernetesServer;
beforeEach(async () => {
  server = await startKubernetesServer();
});
afterEach(async () => {
  await closeRooms();
  await server.close();
});

const refFor = (entry: object = {}, more: object = {}): DataSourceRef =>
  refOf({
    secrets: { 'auth.cluster': 'of-cluster', 'auth.pods': 'of-pods' },
    jsonData: {
      auth: [
        { name: 'cluster', type: 'bearer' },
        { name: 'pods', type: 'bearer' },
      ],
      allowedHosts: ['127.0.0.0/8', '10.0.0.0/8'],
      discovery: [{ type: 'kubernetes', apiServer: server.url, auth: 'cluster', portName: 'pprof', ...entry }],
      ...more,
    },
  });

async function podsOf(room: Room, ref: DataSourceRef): Promise<readonly string[]> {
  const selected = await room.select(ref, []);
  return selected.ok ? selected.value.map(({ labels }) => labels['pod'] ?? '').sort() : [];
}

async function until(isThere: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a pod is a target with the labels that name it, and the credential goes to the API server alone', async () => {
  const target = await startTarget();
  server.put({
    name: 'cart-7d4-x',
    labels: { 'app.kubernetes.io/name': 'cart', 'pod-template-hash': '7d4' },
    ports: [
      { name: 'http', containerPort: 80 },
      { name: 'pprof', containerPort: target.port },
    ],
  });
  const room = openRoom();
  const ref = refFor({ targetAuth: 'pods' });
  expect(await selectAll(room, ref)).toEqual([
    {
      labels: {
        service: 'cart',
        instance: target.host,
        namespace: 'shop',
        pod: 'cart-7d4-x',
        container: 'app',
        node: 'node-1',
        app: 'cart',
      },
      host: target.host,
    },
  ]);
  expect(await fetchOnly(room, ref)).toMatchObject({ outcome: 'fetched' });
  expect(server.headers[0]?.authorization).toBe('Bearer of-cluster');
  expect(target.headers[0]?.authorization).toBe('Bearer of-pods');
  await target.close();
});

test('a thousand pods are listed in pages and followed through ten thousand events without a missed one', async () => {
  const pod = (index: number) => ({
    name: `p${String(index).padStart(4, '0')}`,
    ip: `10.0.${index >> 8}.${index & 255}`,
  });
  for (let index = 0; index < 1_000; index++) server.put(pod(index));
  const room = openRoom();
  const ref = refFor();
  expect(await podsOf(room, ref)).toHaveLength(1_000);
  expect(server.requests.filter((one) => !one.includes('watch'))).toHaveLength(10);
  await until(() => server.watches() === 1);
  const alive = new Set(Array.from({ length: 1_000 }, (_, index) => index));
  for (let event = 0; event < 10_000; event++) {
    const index = (event * 7_919) % 2_000;
    if (alive.delete(index)) server.remove(pod(index).name);
    else {
      alive.add(index);
      server.put(pod(index));
    }
    if (event % 1_000 === 999) {
      // Events must not be lost while a watch is broken, either.
      server.breakWatches();
      await until(() => server.watches() === 1);
    }
  }
  const expected = [...alive].map((index) => pod(index).name).sort();
  await until(async () => (await podsOf(room, ref)).join() === expected.join());
  expect(server.requests.filter((one) => !one.includes('watch'))).toHaveLength(10);
}, 60_000);

test('a list without end is given up, and said', async () => {
  const endless = await startTarget((_, response) =>
    response.end(JSON.stringify({ kind: 'PodList', metadata: { resourceVersion: '1', continue: 'more' }, items: [] })),
  );
  const room = openRoom();
  const ref = refFor({ apiServer: endless.url });
  await podsOf(room, ref);
  const [report] = await room.reportDiscovery(ref);
  expect(report?.problem?.message).toContain('still has more pods after');
  expect(endless.requests).toHaveLength(1_000);
  await closeRooms();
  await endless.close();
});

test('a watch goes on from the newest version, bookmarks included', async () => {
  server.put({ name: 'a' });
  const room = openRoom();
  const ref = refFor();
  await podsOf(room, ref);
  await until(() => server.watches() === 1);
  server.bookmark();
  await until(() => server.requests.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.breakWatches();
  await until(() => server.requests.filter((one) => one.includes('watch')).length === 2);
  expect(server.requests.at(-1)).toContain('resourceVersion=3');
});

test('a version that is too old is answered with a new list', async () => {
  server.put({ name: 'a' });
  const room = openRoom();
  const ref = refFor();
  await podsOf(room, ref);
  await until(() => server.watches() === 1);
  server.compact();
  server.breakWatches();
  await until(() => server.requests.filter((one) => !one.includes('watch')).length === 2);
  server.put({ name: 'b', ip: '10.0.0.2' });
  await until(async () => (await podsOf(room, ref)).join() === 'a,b');
});

test('pods that do not run, or do not say where pprof listens, are no targets; annotations say it', async () => {
  const note = (key: string, value: string) => ({ [`profiles.grafana.com/goroutine.${key}`]: value });
  server.put({ name: 'pending', phase: 'Pending' });
  server.put({ name: 'silent', ports: [] });
  server.put({ name: 'unwilling', annotations: note('scrape', 'false') });
  server.put({
    name: 'noted',
    ports: [],
    annotations: {
      ...note('scrape', 'true'),
      ...note('port', '7070'),
      ...note('scheme', 'https'),
      ...note('path', '/x/pprof/goroutine'),
    },
  });
  const room = openRoom();
  const [target, ...others] = await selectAll(room, refFor({ portName: null }));
  expect(target).toMatchObject({ host: '127.0.0.1:7070', labels: { pod: 'noted' } });
  expect(others).toEqual([]);
});

test('pods are read through the API server with its credential, and with no other', async () => {
  server.put({ name: 'cart', ip: '10.1.2.3' });
  const room = openRoom();
  const ref = refFor({ viaProxy: true, targetAuth: 'pods' });
  expect(await selectAll(room, ref)).toMatchObject([{ host: '10.1.2.3:6060', labels: { instance: '10.1.2.3:6060' } }]);
  expect(await fetchOnly(room, ref)).toMatchObject({ outcome: 'fetched', profile: { goroutines: 6 } });
  expect(server.requests.at(-1)).toBe('GET /api/v1/namespaces/shop/pods/cart:6060/proxy/debug/pprof/goroutine?debug=0');
  expect(server.headers.at(-1)?.authorization).toBe('Bearer of-cluster');
});

test('namespaces and the selector go to the server, and only what is allowed is asked', async () => {
  server.put({ name: 'a', namespace: 'shop', ip: '10.0.0.1' });
  server.put({ name: 'b', namespace: 'bank', ip: '192.168.0.1' });
  server.put({ name: 'c', namespace: 'other', ip: '10.0.0.3' });
  const ref = refFor({ namespaces: ['shop', 'bank'], selector: 'tier=web,!canary' });
  const room = openRoom();
  expect(await podsOf(room, ref)).toEqual(['a']);
  expect(server.requests.filter((one) => !one.includes('watch')).sort()).toEqual([
    'GET /api/v1/namespaces/bank/pods?limit=100&labelSelector=tier%3Dweb%2C%21canary',
    'GET /api/v1/namespaces/shop/pods?limit=100&labelSelector=tier%3Dweb%2C%21canary',
  ]);
  const [report] = await room.reportDiscovery(ref);
  expect(report?.notices).toMatchObject([{ hosts: ['192.168.0.1'] }]);
});

test('a failing server is asked with growing pauses, and its last list stays', async () => {
  let isBroken = false;
  const proxy = await startTarget((request, response) => {
    if (isBroken) return void response.writeHead(503).end();
    if (request.url?.includes('watch')) return void response.end();
    const pod = { metadata: { name: 'a', namespace: 'n' }, status: { phase: 'Running', podIP: '10.0.0.1' } };
    response.end(JSON.stringify({ items: [pod], metadata: { resourceVersion: '1' } }));
  });
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refFor({ apiServer: proxy.url, portName: null, port: 6060 });
  expect(await podsOf(room, ref)).toEqual(['a']);
  isBroken = true;
  await until(async () => {
    clock.advance(31_000);
    await podsOf(room, ref);
    const [report] = await room.reportDiscovery(ref);
    return report?.problem !== null;
  });
  expect(await podsOf(room, ref)).toEqual(['a']);
  await proxy.close();
});

test('a redirect of the API server is not followed, and its credential stays at home', async () => {
  const elsewhere = await startTarget(answerLikeGo);
  const lying = await startTarget((_, response) => response.writeHead(302, { location: elsewhere.url }).end());
  const room = openRoom();
  const selected = await room.select(refFor({ apiServer: lying.url }), []);
  expect(selected).toMatchObject({ ok: false, problem: { code: 'redirect', hosts: [lying.host] } });
  expect(elsewhere.requests).toEqual([]);
  await Promise.all([elsewhere.close(), lying.close()]);
});
