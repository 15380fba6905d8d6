import { keepLabels, parseLabels } from './label-text.ts';

describe('parseLabels', () => {
  it('reads what debug=1 writes', () => {
    expect(parseLabels(String.raw`{"handler":"/api/x", "weird]key":"a, b \"q\"]: {\n\té\x00}"}`)).toEqual({
      handler: '/api/x',
      'weird]key': 'a, b "q"]: {\n\té\x00}',
    });
  });

  it("reads the headers of Go 1.26 and of Go 1.27, with the latter's bare words", () => {
    expect(parseLabels('{"handler": "/api/x"}')).toEqual({ handler: '/api/x' });
    expect(parseLabels('{endpoint: /api/0, "a b": "c]:", n: 1_0.5}')).toEqual({
      endpoint: '/api/0',
      'a b': 'c]:',
      n: '1_0.5',
    });
  });

  it('reads an empty set and an empty value', () => {
    expect(parseLabels('{}')).toEqual({});
    expect(parseLabels('{"k":""}')).toEqual({ k: '' });
  });

  it.each(['', '{', 'x', '{"a"}', '{"a":"b",}', '{"a":"b" "c":"d"}', '{"a":"b}', '{a b: c}'])(
    'trusts nothing of %s',
    (text) => {
      expect(parseLabels(text)).toBeUndefined();
    },
  );

  it('keeps a key that objects have anyway', () => {
    expect(Object.entries(parseLabels('{"__proto__":"x"}') ?? {})).toEqual([['__proto__', 'x']]);
  });
});

describe('keepLabels', () => {
  it('keeps the keys that were asked for', () => {
    expect(keepLabels({ a: '1', b: '2' }, new Set(['b', 'c']))).toEqual({ b: '2' });
  });
});
