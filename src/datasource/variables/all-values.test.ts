import type { TypedVariableModel } from '@grafana/data';
import { fillAll, listAllVariables } from './all-values.ts';

const variable = (name: string, value: unknown, allValue?: string) =>
  ({
    name,
    type: 'query',
    current: { value },
    ...(allValue === undefined ? {} : { allValue }),
  }) as unknown as TypedVariableModel;

test('knows which variables are set to "All" without a value of their own', () => {
  const variables = [
    variable('function', ['$__all']),
    variable('state', '$__all'),
    variable('service', ['$__all'], '.*'),
    variable('instance', ['a:1']),
    { name: 'text', type: 'adhoc' } as unknown as TypedVariableModel,
  ];
  expect(listAllVariables(variables)).toEqual(['function', 'state']);
});

test('fills them in however they are written, and nothing that begins alike', () => {
  expect(fillAll('$fn ${fn} ${fn:regex} [[fn]] $fnord', ['fn'], {})).toBe('.* .* .* .* $fnord');
});

test('leaves what a repeated panel has of its own', () => {
  expect(fillAll('$fn', ['fn'], { fn: { text: 'a', value: 'a' } })).toBe('$fn');
});
