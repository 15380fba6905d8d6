import { openFetchBudget } from './fetch-budget.ts';

const intervalMs = 15_000;

function spend(...tookMs: readonly number[]): number | undefined {
  const budget = openFetchBudget(intervalMs);
  for (const ms of tookMs) budget.note(ms);
  return budget.maxAgeMs();
}

test.each<[string, readonly number[], number | undefined]>([
  ['a target that nobody has asked', [], undefined],
  ['fast answers', [5, 7, 5], undefined],
  ['a slow answer among fast ones', [5, 7, 5, 400], intervalMs / 2],
  ['a slow answer at the beginning', [400], undefined],
  ['a very slow answer', [5, 7, 5, 5_000], undefined],
  ['answers that are all slow', [400, 420, 390], undefined],
  ['a slow answer every other time', [5, 400, 5, 400, 5, 400, 5, 400], undefined],
  ['slow answers long ago', [900, 900, 5, 5, 5, 5, 5, 5, 5, 400], intervalMs / 2],
])('%s', (_, tookMs, maxAgeMs) => {
  expect(spend(...tookMs)).toBe(maxAgeMs);
});
