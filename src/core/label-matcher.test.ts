import { compileMatchers } from './label-matcher.ts';
import type { Labels, Matcher } from './labels.ts';

function matches(labels: Labels, ...matchers: Matcher[]): boolean {
  const test = compileMatchers(matchers, 'targets');
  if (!test.ok) throw new Error(test.problem.message);
  return test.value(labels);
}

describe('compileMatchers', () => {
  const labels = { service: 'shop', instance: 'shop-1:6060' };

  test.each<[boolean, Matcher]>([
    [true, { label: 'service', op: '=', value: 'shop' }],
    [false, { label: 'service', op: '=', value: 'cart' }],
    [true, { label: 'service', op: '!=', value: 'cart' }],
    [true, { label: 'instance', op: '=~', value: 'shop-\\d+:6060' }],
    [false, { label: 'instance', op: '=~', value: 'shop' }],
    [true, { label: 'instance', op: '!~', value: 'shop' }],
    [true, { label: 'zone', op: '=', value: '' }],
    [true, { label: 'zone', op: '!=', value: 'a' }],
    [true, { label: 'zone', op: '=~', value: '.*' }],
    [false, { label: 'zone', op: '=~', value: '.+' }],
    [true, { label: 'constructor', op: '=', value: '' }],
  ])('says %s for %j', (expected, matcher) => {
    expect(matches(labels, matcher)).toBe(expected);
  });

  test('wants every condition met', () => {
    const service: Matcher = { label: 'service', op: '=', value: 'shop' };
    expect(matches(labels, service, { label: 'instance', op: '=~', value: 'shop.*' })).toBe(true);
    expect(matches(labels, service, { label: 'instance', op: '=~', value: 'cart.*' })).toBe(false);
    expect(matches(labels)).toBe(true);
  });

  test('names the condition whose expression is wrong', () => {
    const result = compileMatchers(
      [
        { label: 'service', op: '=~', value: 'shop' },
        { label: 'instance', op: '!~', value: 'a[' },
      ],
      'targets',
    );
    expect(result).toMatchObject({
      ok: false,
      problem: { field: 'targets[1].value', code: 'wrong_regular_expression' },
    });
  });
});
