// Waits of simulated dumps that the rules were not made with: see figures.ts for more of them.
import { measure } from './figures.ts';

test('leaks of three hours and more are found in one dump, and healthy dumps accuse nobody', () => {
  const { dumps, likely, listed, first, healthyLikely, healthyListed } = measure(5_000, 60);
  expect(likely / dumps).toBeGreaterThanOrEqual(0.9);
  expect(listed / dumps).toBeGreaterThanOrEqual(0.96);
  expect(first / dumps).toBeGreaterThanOrEqual(0.95);
  expect(healthyLikely).toBe(0);
  expect(healthyListed / dumps).toBeLessThanOrEqual(0.08);
});
