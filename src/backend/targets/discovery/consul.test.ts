import type { DataSourceRef } from '../port.ts';
import { closeRooms, openRoom, refOf, selectAll } from '../testing/data-source.ts';
import { startTarget, type FakeTarget } from '../testing/fake-target.ts';

afterAll(closeRooms);

const instance = (service: string, address: string, port: number, status = 'passing') => ({
  Node: { Node: 'n1', Address: '10.0.0.9', Datacenter: 'eu' },
  Service: {
    ID: `${service}-1`,
    Service: service,
    Address: address,
    Port: port,
    Tags: ['go', 'web'],
    Meta: { team: 'a' },
  },
  Checks: [{ Status: 'passing' }, { Status: status }],
});

async function startConsul(services: Readonly<Record<string, readonly unknown[]>>): Promise<FakeTarget> {
  return startTarget((request, response) => {
    const name = /^\/consul\/v1\/health\/service\/(.+)$/.exec(request.url ?? '')?.[1];
    if (name !== undefined) return void response.end(JSON.stringify(services[decodeURIComponent(name)] ?? []));
    response.end(JSON.stringify(Object.fromEntries(['consul', ...Object.keys(services)].map((one) => [one, []]))));
  });
}

const refFor = (server: FakeTarget, entry: object = {}): DataSourceRef =>
  refOf({
    jsonData: {
      allowedHosts: ['10.0.0.0/8'],
      discovery: [{ type: 'consul', url: `${server.url}/consul`, ...entry }],
    },
  });

test('instances are targets under the name of their service, at their own address or that of the node', async () => {
  const server = await startConsul({ cart: [instance('cart', '', 6060), instance('cart', '10.0.0.2', 6061)] });
  expect(await selectAll(openRoom(), refFor(server))).toEqual([
    { labels: { service: 'cart', instance: '10.0.0.2:6061' }, host: '10.0.0.2:6061' },
    { labels: { service: 'cart', instance: '10.0.0.9:6060' }, host: '10.0.0.9:6060' },
  ]);
  expect(server.requests).toEqual(['GET /consul/v1/catalog/services', 'GET /consul/v1/health/service/cart']);
  await server.close();
});

test('critical instances, hosts that are not allowed and what cannot be read are left out', async () => {
  const server = await startConsul({
    'a/b': [
      instance('a/b', '10.0.0.2', 1, 'critical'),
      instance('a/b', '192.168.0.1', 2),
      { Service: 7 },
      instance('a/b', '10.0.0.3', 3, 'warning'),
    ],
  });
  const room = openRoom();
  const ref = refFor(server, {
    services: ['a/b'],
    match: [{ label: '__meta_consul_tags', op: '=~', value: '.*,go,.*' }],
  });
  expect(await selectAll(room, ref)).toMatchObject([{ host: '10.0.0.3:3' }]);
  expect(server.requests).toEqual(['GET /consul/v1/health/service/a%2Fb']);
  expect((await room.reportDiscovery(ref))[0]?.notices).toMatchObject([{ hosts: ['192.168.0.1'] }, {}]);
  await server.close();
});
