import { unquoteGo } from './go-quote.ts';

describe('unquoteGo', () => {
  it.each([
    ['"plain"', 'plain'],
    ['""', ''],
    [String.raw`"a, b \"q\"]: {\n\té\x00}"`, 'a, b "q"]: {\n\té\x00}'],
    [String.raw`"\a\b\f\v\\\'"`, "\x07\b\f\v\\'"],
    [String.raw`"\u00e9\U0001f600"`, 'é😀'],
    [String.raw`"\xc3\xa9"`, 'é'],
    [String.raw`"\303\251"`, 'é'],
    [String.raw`"\xff"`, '\ufffd'],
    [String.raw`"\U00110000"`, '\ufffd'],
  ])('reads %s', (text, value) => {
    expect(unquoteGo(text, 0)).toEqual({ value, end: text.length });
  });

  it.each(['plain', '"open', String.raw`"\q"`, String.raw`"\x0"`, String.raw`"\u12"`, '"\\', String.raw`"\400"`])(
    'refuses %s',
    (text) => {
      expect(unquoteGo(text, 0)).toBeUndefined();
    },
  );

  it('says where the string ends', () => {
    expect(unquoteGo('x"a"y', 1)).toEqual({ value: 'a', end: 4 });
  });
});
