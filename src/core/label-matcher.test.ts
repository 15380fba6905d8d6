import { compileMatchers } from './label-matcher.ts';
import type { Matcher, Labels } from './labels.ts';

function matches(labels: Labels, ...matchers: Matcher[]): boolean {
  const test = compileMatchers(matchers, 'targets');
  if (!test.ok) throw new Error(test.problem.message);
  return test.value(labels);
}

const labels = { service: 'shop', instance: 'shop-1:6060' };

test.each<[Matcher['op'], string, boolean]>([
  ['=', 'shop', true],
  ['=', 'sho', false],
  ['!=', 'shop', false],
  ['!=', 'cart', true],
  ['=~', 'sh.p', true],
  ['=~', 'sho', false],
  ['=~', 'cart|shop', true],
  ['!~', 'sh.*', false],
  ['!~', 'sho', true],
])('service %s %s', (op, value, expected) => {
  expect(matches(labels, { label: 'service', op, value })).toBe(expected);
});

test('every condition has to hold, none always does', () => {
  expect(matches(labels)).toBe(true);
  const both: Matcher[] = [
    { label: 'service', op: '=', value: 'shop' },
    { label: 'instance', op: '=~', value: 'shop-2.*' },
  ];
  expect(matches(labels, ...both)).toBe(false);
});

test('a label that is missing counts as empty', () => {
  expect(matches(labels, { label: 'zone', op: '=', value: '' })).toBe(true);
  expect(matches(labels, { label: 'zone', op: '=~', value: '.+' })).toBe(false);
  expect(matches(labels, { label: 'zone', op: '!=', value: 'a' })).toBe(true);
});

test.each(['(', '(?=x)', '(a)\\1', '[z-a]'])('"%s" is refused by the place where it stands', (value) => {
  const wrong = compileMatchers(
    [
      { label: 'a', op: '=', value: '' },
      { label: 'service', op: '=~', value },
    ],
    'targets',
  );
  expect(wrong).toMatchObject({ ok: false, problem: { status: 400, source: 'downstream', field: 'targets[1].value' } });
});
