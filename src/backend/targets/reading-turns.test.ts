import { workFor } from '../loop-turns.ts';
import { isReadingTurnOver, noteReading, takeReadingTurn } from './reading-turns.ts';

/** Reads in so many slices, each of which is said to take four milliseconds. */
async function read(name: string, slices: number, done: string[]): Promise<void> {
  for (let slice = 0; slice < slices; slice++) {
    if (isReadingTurnOver()) await takeReadingTurn();
    noteReading(4);
    done.push(name);
  }
}

/** What was done between each two visits to the event loop. */
async function watchRounds(done: string[], work: Promise<unknown>): Promise<readonly string[][]> {
  const rounds: string[][] = [done.splice(0)];
  let isOver = false;
  void work.finally(() => (isOver = true));
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- set by a callback
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    rounds.push(done.splice(0));
  }
  return rounds;
}

const people = { fromAlert: false, owner: 'panels' };
const rule = { fromAlert: true, owner: 'rules' };

it('bounds what all readers do between two visits to the event loop, however many they are', async () => {
  const done: string[] = [];
  const work = Promise.all(Array.from({ length: 20 }, (_, name) => read(`reader ${name}`, 5, done)));
  const rounds = await watchRounds(done, work);
  expect(rounds.flat()).toHaveLength(100);
  for (const round of rounds) expect(round.length).toBeLessThanOrEqual(3);
});

it('lets readers continue in turn', async () => {
  const done: string[] = [];
  const work = Promise.all(['a', 'b', 'c', 'd'].map((name) => read(name, 6, done)));
  const all = (await watchRounds(done, work)).flat();
  // The first has a round of its own before the others come.
  expect(all.slice(0, 11).join('')).toBe('aaabcdabcda');
});

it('lets readers for alert rules continue first', async () => {
  const done: string[] = [];
  const panels = Array.from({ length: 10 }, () => workFor(people, () => read('panel', 5, done)));
  const rules = workFor(rule, () => read('rule', 5, done));
  const all = (await watchRounds(done, Promise.all([...panels, rules]))).flat();
  expect(all.lastIndexOf('rule')).toBeLessThan(15);
});
