import { formatHash, Hasher64, hashText } from './hash.ts';

function countBits(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}

describe('hashText', () => {
  test('gives distinct texts distinct hashes, and either half about as many collisions as chance has', () => {
    const whole = new Set<string>();
    const high = new Set<number>();
    const low = new Set<number>();
    const texts = 20_000;
    for (let index = 0; index < texts; index++) {
      const hash = hashText(`example.com/service${index % 10}.(*Worker).run${index}`, 1);
      whole.add(formatHash(hash));
      high.add(hash.high);
      low.add(hash.low);
    }
    expect(whole.size).toBe(texts);
    // n² / 2³³ pairs of 20,000 values of 32 bits are equal by chance: 0.05 on average.
    expect(high.size).toBeGreaterThanOrEqual(texts - 3);
    expect(low.size).toBeGreaterThanOrEqual(texts - 3);
  });

  test('changes half of its bits when one bit of the text changes', () => {
    let changed = 0;
    let pairs = 0;
    for (let index = 0; index < 1_000; index++) {
      const text = `shop/cart.(*Store).Put${index}`;
      const at = index % text.length;
      const other = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      const a = hashText(text, 1);
      const b = hashText(other, 1);
      changed += countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
      pairs++;
    }
    expect(changed / pairs).toBeGreaterThan(31);
    expect(changed / pairs).toBeLessThan(33);
  });

  test.each([
    ['a', 'a\0'],
    ['ab', 'ba'],
    ['', '\0'],
    ['abcd', 'abcdabcd'],
  ])('tells %j from %j', (a, b) => {
    expect(formatHash(hashText(a, 1))).not.toBe(formatHash(hashText(b, 1)));
  });

  test('depends on the seed', () => {
    expect(formatHash(hashText('main.f', 1))).not.toBe(formatHash(hashText('main.f', 2)));
  });
});

describe('Hasher64', () => {
  test('depends on the order and the number of words', () => {
    const hash = (...words: number[]) => {
      const hasher = new Hasher64(1);
      for (const word of words) hasher.add(word, ~word);
      return formatHash(hasher.finish());
    };
    expect(new Set([hash(1, 2), hash(2, 1), hash(1), hash(1, 1), hash(1, 1, 1), hash()]).size).toBe(6);
  });
});

test('a hash is written as 16 hex digits', () => {
  expect(formatHash({ high: 0, low: 255 })).toBe('00000000000000ff');
});
