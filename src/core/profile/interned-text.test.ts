import { InternedText } from './interned-text.ts';

const encoder = new TextEncoder();

function intern(known: InternedText, text: string): number {
  const bytes = encoder.encode(text);
  return known.intern(bytes, 0, bytes.length);
}

/** The hash goes by bytes alone: of two lengths, different bytes with the same products of 32 bits. */
function collide(count: number): string[] {
  const found = new Map<number, string[]>();
  for (let number = 0; ; number++) {
    const text = number.toString(36).padStart(6, '0');
    let hash = text.length;
    for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & 0x3ff;
    const same = found.get(slot) ?? [];
    same.push(text);
    found.set(slot, same);
    if (same.length === count) return same;
  }
}

test('a text has one number, whatever it is made of', () => {
  const known = new InternedText();
  const texts = ['', 'main.f', 'main.größe', '進む', 'main.f', 'x'.repeat(10_000), 'main.größe'];
  const numbers = texts.map((text) => intern(known, text));
  expect(numbers[0]).toBe(0);
  expect(numbers[4]).toBe(numbers[1]);
  expect(numbers[6]).toBe(numbers[2]);
  expect(new Set(numbers).size).toBe(5);
  expect(numbers.map((number) => known.text(number))).toEqual(texts);
});

test('texts that crowd into one place keep their numbers while the table grows', () => {
  const known = new InternedText();
  const crowd = collide(60);
  const before = crowd.map((text) => intern(known, text));
  for (let number = 0; number < 2_000; number++) intern(known, `main.f${number}`);
  expect(crowd.map((text) => intern(known, text))).toEqual(before);
  expect(new Set(before).size).toBe(60);
});
