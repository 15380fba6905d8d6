import { alertShare, createGate, type Gate } from './gate.ts';
import type { FetchRank } from './port.ts';

const never = new AbortController().signal;

/** Tasks that end when told to, and the order in which they began. */
function openLine(gate: Gate, limit: number) {
  const began: string[] = [];
  const endings = new Map<string, () => void>();
  const join = (key: string, rank?: FetchRank, signal: AbortSignal = never): Promise<string | undefined> =>
    gate.run(
      key,
      limit,
      signal,
      async () => {
        began.push(key);
        await new Promise<void>((resolve) => endings.set(key, resolve));
        return key;
      },
      rank,
    );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (key: string): Promise<void> => {
    await settle();
    endings.get(key)?.();
    await settle();
  };
  return { began, join, end, settle };
}

test('requests that somebody waits for go before routine ones, each in order', async () => {
  const { began, join, end } = openLine(createGate(), 1);
  void join('first');
  void join('routine 1', 'routine');
  void join('routine 2', 'routine');
  void join('asked 1');
  void join('asked 2');
  for (const key of ['first', 'asked 1', 'asked 2', 'routine 1', 'routine 2']) await end(key);
  expect(began).toEqual(['first', 'asked 1', 'asked 2', 'routine 1', 'routine 2']);
});

test('routine work becomes urgent when somebody waits for it', async () => {
  const gate = createGate();
  const { began, join, end } = openLine(gate, 1);
  void join('first');
  void join('routine 1', 'routine');
  void join('routine 2', 'routine');
  gate.promote('routine 2', 'asked');
  gate.promote('first', 'asked');
  gate.promote('nobody', 'asked');
  void join('asked');
  for (const key of ['first', 'routine 2', 'asked', 'routine 1']) await end(key);
  expect(began).toEqual(['first', 'routine 2', 'asked', 'routine 1']);
});

test('an alert rule goes before people, and finds a place that hanging targets cannot take', async () => {
  const { began, join, settle } = openLine(createGate(alertShare), 8);
  for (let index = 1; index <= 9; index++) void join(`hangs ${index}`);
  await settle();
  expect(began).toHaveLength(7);
  void join('rule', 'alert');
  await settle();
  expect(began.at(-1)).toBe('rule');
  expect(began).toHaveLength(8);
});

test('nobody waits behind a busy target, and a caller that leaves is removed from the queue', async () => {
  const { began, join, end, settle } = openLine(createGate(), 2);
  const leaving = new AbortController();
  void join('slow');
  void join('slow');
  const left = join('left', 'routine', leaving.signal);
  void join('other', 'routine');
  await settle();
  expect(began).toEqual(['slow', 'left']);
  const gone = join('gone', 'routine', leaving.signal);
  leaving.abort();
  expect(await gone).toBeUndefined();
  await end('left');
  expect(await left).toBe('left');
  expect(began).toEqual(['slow', 'left', 'other']);
});

test('a queue is as slow as the wait of its first entry, except for busy targets', async () => {
  const gate = createGate();
  const { join, end } = openLine(gate, 2);
  void join('a');
  void join('a');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(gate.lagMs()).toBe(0);
  void join('b');
  void join('c', 'routine');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(gate.lagMs()).toBeGreaterThan(25);
  await end('b');
  expect(gate.lagMs()).toBe(0);
});
