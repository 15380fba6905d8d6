import { labelsKey, matchLabels, parseLabelsKey, pickLabels, targetKey } from './labels.ts';

describe('labelsKey', () => {
  it('is the same whatever the order, and different for different values', () => {
    expect(labelsKey({ a: '1', b: '2' })).toBe(labelsKey({ b: '2', a: '1' }));
    expect(labelsKey({ a: '1' })).not.toBe(labelsKey({ a: '2' }));
    expect(labelsKey({})).toBe('');
  });

  it('reads back as the same labels', () => {
    expect(parseLabelsKey(labelsKey({ b: '2', a: '"' }))).toEqual({ a: '"', b: '2' });
    expect(parseLabelsKey(labelsKey({}))).toEqual({});
  });

  it('is the key of a target too', () => {
    expect(targetKey({ b: '2', a: '1' })).toBe(labelsKey({ a: '1', b: '2' }));
  });
});

describe('pickLabels', () => {
  it('takes a missing label for an empty one', () => {
    expect(pickLabels({ a: '1', b: '2' }, ['b', 'c'])).toEqual({ b: '2', c: '' });
  });
});

describe('matchLabels', () => {
  it('makes a condition of each label', () => {
    expect(matchLabels({ a: '1' })).toEqual([{ label: 'a', op: '=', value: '1' }]);
  });
});
