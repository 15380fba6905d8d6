import { replaceUnprintable } from './printable.ts';

test.each([
  ['\u001b[31mred', '\u{fffd}[31mred'],
  ['two\nlines', 'two\u{fffd}lines'],
  ['\u202eesrever', '\u{fffd}esrever'],
  ['half \ud800', 'half \u{fffd}'],
  ['whole \u{1f600} and é', 'whole \u{1f600} and é'],
])('%j is printed as %j', (text, printed) => {
  expect(replaceUnprintable(text)).toBe(printed);
});
