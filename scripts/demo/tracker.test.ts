import type { Sample } from './sample.ts';
import { rankStacks } from './tracker.ts';

function sampleAt(atSeconds: number, counts: Readonly<Record<string, number>>): Sample {
  const stacks = Object.entries(counts).map(([key, count]) => ({
    key,
    fingerprint: key,
    state: 'chan send',
    function: `main.${key}`,
    location: 'main.go:1',
    count,
  }));
  return { atMs: 1_000 * atSeconds, stacks };
}

test('the stack that grew most comes first, above a larger pool that never grows', () => {
  const { ranked } = rankStacks([sampleAt(0, { pool: 500, leak: 10 }), sampleAt(30, { pool: 500, leak: 40 })]);
  expect(ranked.map(({ key, growth }) => [key, growth])).toEqual([
    ['leak', 30],
    ['pool', 0],
  ]);
});

test('growth per minute is measured from the first sample', () => {
  const { ranked } = rankStacks([sampleAt(0, { leak: 10 }), sampleAt(10, { leak: 90 }), sampleAt(30, { leak: 40 })]);
  expect(ranked[0]?.perMinute).toBe(60);
  expect(ranked[0]?.counts).toEqual([10, 90, 40]);
});

test('one sample tells nothing about growth', () => {
  const standing = rankStacks([sampleAt(0, { leak: 10 })]);
  expect(standing).toMatchObject({ samples: 1, elapsedMs: 0, goroutines: 10, growth: 0 });
  expect(standing.ranked[0]?.perMinute).toBeUndefined();
});

test('a stack that was not there at first has grown by all of its goroutines', () => {
  const { ranked, growth } = rankStacks([sampleAt(0, { a: 5 }), sampleAt(5, { a: 5, b: 7 })]);
  expect(ranked[0]).toMatchObject({ key: 'b', growth: 7, counts: [0, 7] });
  expect(growth).toBe(7);
});

test('a stack that has gone is not listed, but its goroutines are missing from the total', () => {
  const { ranked, goroutines, growth } = rankStacks([sampleAt(0, { a: 5, b: 3 }), sampleAt(5, { a: 6 })]);
  expect(ranked.map(({ key }) => key)).toEqual(['a']);
  expect([goroutines, growth]).toEqual([6, -2]);
});
