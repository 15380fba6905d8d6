// A random source that gives the same numbers for the same seed, everywhere.

export type Random = () => number;

/** Numbers in [0, 1), by mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A whole number from 0 to `below` - 1. */
export function pickBelow(random: Random, below: number): number {
  return Math.floor(random() * below);
}

export function pickOne<T>(random: Random, items: readonly T[]): T {
  const item = items[pickBelow(random, items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
