import { takeTurn } from './loop-turns.ts';

test('those who wake together work in the order they came, and what arrives meanwhile is seen to in between', async () => {
  const order: string[] = [];
  const work = async (name: string) => {
    await takeTurn();
    order.push(name);
    const untilMs = performance.now() + 40;
    while (performance.now() < untilMs);
    // As an answer from the network would be.
    setImmediate(() => order.push(`after ${name}`));
  };
  await Promise.all(['a', 'b', 'c'].map(work));
  expect(order.filter((name) => !name.startsWith('after'))).toEqual(['a', 'b', 'c']);
  expect(order.indexOf('after a')).toBeLessThan(order.indexOf('c'));
});

test('short work of many is done between two looks', async () => {
  let looks = 0;
  let isDone = false;
  const look = () => {
    looks++;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await Promise.all(Array.from({ length: 1_000 }, () => takeTurn()));
  isDone = true;
  expect(looks).toBeLessThan(100);
});

test('one that fails takes nobody else with it', async () => {
  const failing = takeTurn().then(() => {
    throw new Error('a bug');
  });
  const next = takeTurn();
  await expect(failing).rejects.toThrow('a bug');
  await expect(next).resolves.toBeUndefined();
});
