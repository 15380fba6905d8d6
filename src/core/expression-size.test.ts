import fc from 'fast-check';
import { RE2JS } from 're2js';
import { estimateExpressionSize } from './expression-size.ts';

const sizeOf = (pattern: string): number => RE2JS.compile(pattern).programSize();

test.each([
  'main\\.worker',
  'a|b|(c|d)*e',
  '(?P<name>x{3,5})?',
  'x{0,100}',
  '(x{10}){10}',
  '(?i:abc)+',
  '[]a-z]{7}',
  '[[:alpha:]\\]]{9}',
  '\\Qa{1000}(\\E{4}',
  '\\pL{20}',
  'a{,3}',
  '^$',
  '',
])('the size of %s is known without compiling it', (pattern) => {
  expect(estimateExpressionSize(pattern)).toBeGreaterThanOrEqual(sizeOf(pattern) - 2);
});

test('the product of nested and consecutive repetitions is found', () => {
  expect(estimateExpressionSize('x{1000}'.repeat(142))).toBeGreaterThan(142_000);
  expect(estimateExpressionSize('((x{10}){10}){10}')).toBeGreaterThan(1_000);
  expect(estimateExpressionSize('(checkout|cart|search)-.*')).toBeLessThan(60);
});

test('the estimate is no smaller than what RE2 makes of it, whatever the pattern', () => {
  const part = fc.constantFrom(
    ...'ab.|()[]{}*+?^$\\,0123 '.split(''),
    '{3}',
    '{0,4}',
    '{2,}',
    '\\d',
    '\\Q',
    '\\E',
    '[^',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const pattern = parts.join('');
      let size: number;
      try {
        size = sizeOf(pattern);
      } catch {
        return;
      }
      expect(estimateExpressionSize(pattern)).toBeGreaterThanOrEqual(size - 2);
    }),
    { numRuns: 10_000 },
  );
});
