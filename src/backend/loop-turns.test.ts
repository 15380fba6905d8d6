import { inOneStep, type Steps } from '../core/steps.ts';
import { takeTurn, takeTurns, workFor } from './loop-turns.ts';

/** Work of more than half a turn a step. */
function* work(steps: number, onStep: () => void): Steps<string> {
  for (let step = 0; step < steps; step++) {
    const untilMs = performance.now() + 7;
    while (performance.now() < untilMs);
    onStep();
    yield;
  }
  return 'done';
}

/** How often the event loop turns while `work` runs. */
async function countLooks(work: Promise<unknown>): Promise<number> {
  let looks = 0;
  let isDone = false;
  const look = () => {
    looks++;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await work;
  isDone = true;
  return looks;
}

test('work that wakes together runs in its order, and arriving calls are served in between', async () => {
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
  const turns = Promise.all(Array.from({ length: 1_000 }, () => takeTurn()));
  expect(await countLooks(turns)).toBeLessThan(100);
  const short = Promise.all(Array.from({ length: 100 }, () => takeTurns(inOneStep(() => 'done'))));
  expect(await countLooks(short)).toBeLessThan(20);
});

test('work that fails does not stop other work', async () => {
  const failing = takeTurn().then(() => {
    throw new Error('a bug');
  });
  const next = takeTurn();
  await expect(failing).rejects.toThrow('a bug');
  await expect(next).resolves.toBeUndefined();
});

test('others have their turn while long work goes on, and it comes to its end', async () => {
  let steps = 0;
  const seen: number[] = [];
  const looks = setInterval(() => seen.push(steps), 1);
  await expect(
    takeTurns(
      work(10, () => steps++),
      new AbortController().signal,
    ),
  ).resolves.toBe('done');
  clearInterval(looks);
  expect(steps).toBe(10);
  expect(seen.filter((at) => at > 0 && at < 10).length).toBeGreaterThanOrEqual(3);
});

test('nothing runs once nobody waits', async () => {
  const asker = new AbortController();
  let steps = 0;
  const answer = takeTurns(
    work(100, () => steps++),
    asker.signal,
  );
  asker.abort();
  await expect(answer).resolves.toBeUndefined();
  expect(steps).toBeLessThan(10);
});

test('alert rules come first, and data sources take turns', async () => {
  const order: string[] = [];
  const turn = (owner: string, fromAlert = false) =>
    workFor({ owner, fromAlert }, async () => {
      await takeTurn();
      order.push(owner);
    });
  await takeTurn();
  await Promise.all([turn('a'), turn('a'), turn('a'), turn('b'), turn('b'), turn('rule', true)]);
  expect(order[0] === 'rule' || order[1] === 'rule').toBe(true);
  expect(order.filter((owner) => owner !== 'rule')).toEqual(['a', 'b', 'a', 'b', 'a']);
});
