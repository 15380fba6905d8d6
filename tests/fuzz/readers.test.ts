import { join } from 'node:path';
import { findBrokenInvariant } from './invariants.ts';
import { mutate } from './mutate.ts';
import { createRandom, pickOne } from './random.ts';
import { readSeeds } from './seeds.ts';

const seeds = readSeeds(join(__dirname, 'seeds'));
const pool = seeds.map(({ bytes }) => bytes);
const tight = {
  bounds: { line: 120, framesPerStack: 6, groupsPerProfile: 3, sampleIdsPerEntry: 2, stackText: 2_000, stackNodes: 20 },
};

describe('whatever the readers are given', () => {
  it.each(seeds)('every goroutine of $name is accounted for, in pieces of any size', ({ bytes }) => {
    expect(findBrokenInvariant(bytes, createRandom(1))).toBeUndefined();
    expect(findBrokenInvariant(bytes, createRandom(1), tight)).toBeUndefined();
  });

  it.each([
    { name: 'default bounds', options: {} },
    { name: 'tight bounds', options: tight },
  ])('the same holds for mutated profiles under $name', ({ options }) => {
    for (let i = 0; i < 800; i++) {
      const random = createRandom(i);
      const bytes = mutate(pickOne(random, pool), random, pool);
      const broken = findBrokenInvariant(bytes, random, options);
      if (broken) throw new Error(`Input ${i} of this test: ${broken}`);
    }
    expect(pool.length).toBeGreaterThan(5);
  });

  it.each([
    ['a crasher of another parser', 'goroutine 0 [0]:\n0()\n\t:0\n[originating from goroutine '],
    ['nothing but a header', 'goroutine 1 [running]:'],
    ['a label value that looks like the end of a header', 'goroutine 1 [select labels:{"a": "]: "}]:\nf()\n\t/x:1\n'],
    ['a goroutine number beyond measure', `goroutine ${'9'.repeat(40)} [select]:\nf()\n\t/x:1\n`],
    ['a line number beyond measure', `goroutine 1 [select]:\nf()\n\t/x:${'9'.repeat(40)}\n`],
  ])('so does %s', (_, text) => {
    expect(findBrokenInvariant(new TextEncoder().encode(text), createRandom(1))).toBeUndefined();
  });
});
