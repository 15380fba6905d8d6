import { depart } from './departure.ts';

test('steps run in order, each after the one before', async () => {
  const done: string[] = [];
  const step = (name: string, ms: number) => ({
    name,
    timeoutMs: 1_000,
    run: () => new Promise<void>((resolve) => setTimeout(() => (done.push(name), resolve()), ms)),
  });
  await depart([step('first', 20), step('second', 0)], () => done.push('reported'));
  expect(done).toEqual(['first', 'second']);
});

test('a step that fails, throws or never ends is reported and does not keep the others', async () => {
  const reported: string[] = [];
  let last = false;
  const steps = [
    { name: 'fails', timeoutMs: 1_000, run: () => Promise.reject(new Error('no')) },
    {
      name: 'throws',
      timeoutMs: 1_000,
      run: () => {
        throw new Error('never');
      },
    },
    { name: 'hangs', timeoutMs: 10, run: () => new Promise<void>(() => {}) },
    { name: 'last', timeoutMs: 10, run: () => void (last = true) },
  ];
  await depart(steps, (step, error) => reported.push(`${step}: ${String(error)}`));
  expect(reported).toEqual(['fails: Error: no', 'throws: Error: never', 'hangs: Error: Not done within 10 ms.']);
  expect(last).toBe(true);
});
