import { limits } from './limits.ts';
import { compileExpression } from './regular-expression.ts';

const longest = limits.expressionLength.value;

describe('compileExpression', () => {
  test('compiles what RE2 takes', () => {
    const expression = compileExpression('^main\\.(?P<name>\\w+)$', 'filter.function');
    expect(expression.ok && expression.value.test('main.worker')).toBe(true);
  });

  test.each([
    ['a(b', 'missing closing )'],
    ['(?=look)', 'unsupported Perl syntax'],
    ['a{1001}', 'invalid repeat count'],
    ['((a{100}){100}){100}', 'is too large once its repetitions are multiplied out'],
    ['[z-a]', 'invalid character class range'],
  ])('says what is wrong with %s', (pattern, reason) => {
    const result = compileExpression(pattern, 'filter.function');
    expect(result).toMatchObject({
      ok: false,
      problem: { field: 'filter.function', status: 400, source: 'downstream' },
    });
    expect(!result.ok && result.problem.message).toContain(reason);
  });

  test('takes the longest pattern allowed and refuses a longer one, with both figures', () => {
    expect(compileExpression('a'.repeat(longest), 'filter.creator').ok).toBe(true);
    const result = compileExpression('a'.repeat(longest + 1), 'filter.creator');
    expect(!result.ok && result.problem.message).toBe(
      `filter.creator is ${longest + 1} characters long; the longest expression allowed has ${longest}.`,
    );
  });
});
