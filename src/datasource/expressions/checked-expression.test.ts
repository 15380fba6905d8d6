import fc from 'fast-check';
import * as whole from '../../core/regular-expression.ts';
import { limits } from '../../core/limits.ts';
import * as checked from './checked-expression.ts';

/** What patterns are made of, wrong pieces included; plain letters among them make the rest stand somewhere. */
const pieces = [
  ...['a', 'bc', '.', '^', '$', '-', ',', '|', '(', ')', '(?:', '(?i)', '(?P<n>', '(?<m>', '(?-s:', '(?=', '(?<', '(?'],
  ...['[', ']', '[^', '[:alpha:]', '[:^word:]', '[:no:]', '[[:digit:]]', 'a-z', 'z-a', '{', '}', '{2}', '{2,}', '{,3}'],
  ...['{0}', '{3,2}', '{01}', '{1001}', '{40}', '{0,1}', '*', '+', '?', '*?', '\\', '\\d', '\\W', '\\b', '\\z', '\\C'],
  ...['\\Q', '\\E', '\\pL', '\\p{Greek}', '\\P{^Lu}', '\\p{Nope}', '\\p', '\\p{', '\\x41', '\\x{1F600}', '\\x{110000}'],
  ...['\\x', '\\xg', '\\x{', '\\01', '\\1', '\\12', '\\8', '\\n', '\\.', '\\_', '\\é', '\\u', 'é', '😀', '\n', '\\ '],
];
const patterns = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join(''));

test('says of every pattern what RE2 says', () => {
  fc.assert(
    fc.property(fc.oneof(patterns, fc.string({ unit: 'binary', maxLength: 20 })), (pattern) => {
      expect(checked.explainExpression(pattern)).toBe(whole.explainExpression(pattern));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  'Any',
  'Ascii',
  'Assigned',
  'L',
  'Lc',
  'LC',
  'Cn',
  'Zs',
  'Greek',
  'Old_Italic',
  'Lao',
  'Thai',
  'Han',
  'Grek',
  'Letter',
  'Alphabetic',
  'greek',
  'Script=Greek',
  '',
  '^',
])('knows \\p{%s} as RE2 does', (name) => {
  const pattern = `\\p{${name}}`;
  expect(checked.explainExpression(pattern)).toBe(whole.explainExpression(pattern));
});

test.each([
  '((a{100}){100}){100}',
  '((a{1000}){0}){2}',
  '(a{20}|b){60}',
  '(?:x{10}){100}',
  '(((a){2,}){500})',
  'a{2}{3}',
])('multiplies the repetitions of %s as RE2 does', (pattern) =>
  expect(checked.explainExpression(pattern)).toBe(whole.explainExpression(pattern)),
);

test.each(['main\\.(worker|pool)', 'a(b', 'a'.repeat(limits.expressionLength.value + 1)])(
  'names the field at fault as the backend does: %.20s',
  (pattern) => {
    const [here, there] = [checked, whole].map((half) => half.compileExpression(pattern, 'targets[0].value'));
    expect(here?.ok).toBe(there?.ok);
    if (here?.ok === false) expect(here).toEqual(there);
  },
);

test('matches nothing, and says so', () => {
  const compiled = checked.compileExpression('a', 'filter.function');
  expect(() => compiled.ok && compiled.value.test('a')).toThrow('matched by the backend');
});
