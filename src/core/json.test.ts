import { parseJson } from './json.ts';

test('half of a surrogate pair becomes the replacement character, in keys and values at any depth', () => {
  expect(parseJson('{"a\\ud800":["\\uDC00x",{"b":"\\ud83d\\ude00"}]}')).toEqual({
    'a\ufffd': ['\ufffdx', { b: '\u{1f600}' }],
  });
  expect(parseJson('"\ud800"')).toBe('\ufffd');
});

test('names of built-in properties stay ordinary keys', () => {
  const parsed = parseJson('{"__proto__":"\\ud800","constructor":1}') as object;
  expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor']);
});

test('everything else is as JSON says', () => {
  expect(parseJson('{"a":[1,null,true,"é"]}')).toEqual({ a: [1, null, true, 'é'] });
  expect(() => parseJson('{')).toThrow(SyntaxError);
});
