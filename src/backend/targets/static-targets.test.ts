import { closeRooms, openRoom, refOf, selectAll } from './testing/data-source.ts';

afterAll(closeRooms);

const fleet = {
  url: 'http://shop:6060',
  jsonData: {
    targets: [{ urls: ['http://cart-1:6060', 'https://cart-2/sub'], labels: { service: 'cart', zone: 'eu' } }],
  },
};

test('the target of the URL has the labels that are given for it', async () => {
  const named = { url: 'http://localhost:6060', jsonData: { labels: { service: 'shop', zone: 'eu' } } };
  expect(await selectAll(openRoom(), refOf(named))).toEqual([
    { labels: { service: 'shop', instance: 'localhost:6060', zone: 'eu' }, host: 'localhost:6060' },
  ]);
});

test('the URL and the list give targets named by host, with the labels they were given', async () => {
  expect(await selectAll(openRoom(), refOf(fleet))).toEqual([
    { labels: { service: 'shop', instance: 'shop:6060' }, host: 'shop:6060' },
    { labels: { service: 'cart', instance: 'cart-1:6060', zone: 'eu' }, host: 'cart-1:6060' },
    { labels: { service: 'cart', instance: 'cart-2:443', zone: 'eu' }, host: 'cart-2:443' },
  ]);
});

test('conditions choose among them', async () => {
  const selected = await openRoom().select(refOf(fleet), [{ label: 'service', op: '=~', value: 'ca.*' }]);
  expect(selected).toMatchObject({ ok: true, value: [{ host: 'cart-1:6060' }, { host: 'cart-2:443' }] });
});

test('if none match, the existing services are named', async () => {
  const selected = await openRoom().select(refOf(fleet), [{ label: 'service', op: '=', value: 'shopp' }]);
  expect(selected).toMatchObject({ ok: false, problem: { code: 'no_targets', status: 400, field: 'targets' } });
  expect(!selected.ok && selected.problem.message).toContain('3 targets, of the services cart, shop');
});

test('a data source without targets says what to set', async () => {
  const selected = await openRoom().select(refOf({}), []);
  expect(!selected.ok && selected.problem.message).toContain('Set its URL');
});

test.each([
  [
    'the same URL twice',
    { url: 'http://shop:6060', jsonData: { targets: [{ urls: ['http://shop:6060/debug/pprof'] }] } },
  ],
  [
    'labels that hide the difference',
    { jsonData: { targets: [{ urls: ['http://a', 'http://b'], labels: { service: 's', instance: 'i' } }] } },
  ],
])('targets with equal labels are refused: %s', async (_, changes) => {
  const selected = await openRoom().select(refOf(changes), []);
  expect(selected).toMatchObject({ ok: false, problem: { code: 'duplicate_target', status: 400 } });
});

test('more targets than the bound are refused with its name', async () => {
  const urls = Array.from({ length: 11 }, (_, index) => `http://app-${index}`);
  const selected = await openRoom().select(refOf({ jsonData: { targets: [{ urls }], bounds: { targets: 10 } } }), []);
  expect(!selected.ok && selected.problem.message).toContain('the bound "Most targets"');
});

test('a target that the settings no longer have is not fetched', async () => {
  const room = openRoom();
  const [gone] = await selectAll(room, refOf(fleet));
  const request = { kind: 'goroutine', form: 0 } as const;
  const [outcome] = await room.fetch(refOf({ url: 'http://other' }), [gone!], request, new AbortController().signal);
  expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'unknown_target' } });
});
