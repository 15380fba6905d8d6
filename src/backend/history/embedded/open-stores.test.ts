import { createOpenStores } from './open-stores.ts';

function makeStore(usedMs: number) {
  const store = { rests: 0, usedMs: () => usedMs, rest: () => void store.rests++ };
  return store;
}

test('the store that was used longest ago is closed for the next one', () => {
  const stores = createOpenStores(2);
  const [first, second, third] = [makeStore(3), makeStore(1), makeStore(2)];
  for (const store of [first, second, third]) stores.add(store);
  expect([first.rests, second.rests, third.rests]).toEqual([0, 1, 0]);
});

test('all are closed when live questions need their descriptors', () => {
  const stores = createOpenStores(10);
  const some = [makeStore(1), makeStore(2)];
  for (const store of some) stores.add(store);
  expect(stores.closeIdle(0)).toBe(2);
  expect(some.map(({ rests }) => rests)).toEqual([1, 1]);
});
