import { inOneStep, type Steps } from '../../core/steps.ts';
import { takeSlices } from './slices.ts';

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

test('others have their turn while long work goes on, and it comes to its end', async () => {
  let steps = 0;
  const seen: number[] = [];
  const looks = setInterval(() => seen.push(steps), 1);
  await expect(
    takeSlices(
      work(10, () => steps++),
      new AbortController().signal,
    ),
  ).resolves.toBe('done');
  clearInterval(looks);
  expect(steps).toBe(10);
  expect(seen.filter((at) => at > 0 && at < 10).length).toBeGreaterThanOrEqual(3);
});

test('short work of many is done in one turn', async () => {
  const { signal } = new AbortController();
  let looks = 0;
  let isDone = false;
  const look = () => {
    looks++;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await Promise.all(
    Array.from({ length: 100 }, () =>
      takeSlices(
        inOneStep(() => 'done'),
        signal,
      ),
    ),
  );
  isDone = true;
  expect(looks).toBeLessThan(20);
});

test('nothing more is done once nobody waits', async () => {
  const asker = new AbortController();
  let steps = 0;
  const answer = takeSlices(
    work(100, () => steps++),
    asker.signal,
  );
  asker.abort();
  await expect(answer).resolves.toBeUndefined();
  expect(steps).toBeLessThan(10);
});
