import { measureWidth, neutralise, shorten, stringifySafely } from './plain-text.ts';

const hostile = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  'a\rb\nc\td',
  '\u202eesrever',
  '\u2066isolate\u2069',
  'zero\u200bwidth',
  '\ufeffbom',
  'del\u007f',
  'line\u2028separator',
  'lone \ud800 surrogate \udc00',
];

/** Everything that could act on a terminal, written out independently of the code. */
function isHarmless(text: string): boolean {
  return [...text].every((char) => {
    const code = char.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const direction = (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e);
    const isolate = (code >= 0x2060 && code <= 0x206f) || code === 0xfeff;
    return !control && !direction && !isolate && !(code >= 0xd800 && code <= 0xdfff);
  });
}

test.each(hostile)('%j is shown as what it is', (text) => {
  expect(isHarmless(neutralise(text))).toBe(true);
});

test('ordinary names stay as they are', () => {
  const names = ['main.(*T[...]).run.func1', 'größe/paket.Ünïcode', '日本.関数', 'emoji 😀', ''];
  expect(names.map(neutralise)).toEqual(names);
});

test.each(hostile)('JSON of %j is harmless and reads back as it was', (text) => {
  const json = stringifySafely({ text }, 0);
  expect(isHarmless(json)).toBe(true);
  expect(JSON.parse(json)).toEqual({ text });
});

test('width counts columns, not characters', () => {
  expect([measureWidth('abc'), measureWidth('日本'), measureWidth('e\u0301'), measureWidth('😀')]).toEqual([
    3, 4, 1, 2,
  ]);
});

test('a name that is too long loses its middle and fits', () => {
  expect(shorten('abcdefghij', 10)).toBe('abcdefghij');
  expect(shorten('abcdefghijk', 10)).toBe('abc…fghijk');
  expect(measureWidth(shorten('日本語のとても長い名前です', 9))).toBeLessThanOrEqual(9);
});
