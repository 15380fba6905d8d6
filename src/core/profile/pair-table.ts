// A map from two small integers to a third, without an object per key. It holds the trie's edges and the entries' keys.

/** Longer probe sequences do not occur by chance: somebody chose the keys. */
const maxProbes = 24;

export class PairTable {
  #slots = new Int32Array(3 * 128);
  #mask = 127;
  #size = 0;
  /** Pairs that a hostile input crowds into one slot. The engine's own map is seeded. */
  readonly #crowded = new Map<string, number>();

  /** 0 when the pair is unknown. */
  get(a: number, b: number): number {
    const slots = this.#slots;
    let slot = hashPair(a, b) & this.#mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const at = slot * 3;
      const value = slots[at + 2]!;
      if (value === 0) return 0;
      if (slots[at] === a && slots[at + 1] === b) return value;
      slot = (slot + 1) & this.#mask;
    }
    return this.#crowded.get(`${a},${b}`) ?? 0;
  }

  /** Adds a pair that is not there yet. `value` must not be 0. */
  add(a: number, b: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    this.#settle(a, b, value);
  }

  #place(a: number, b: number, value: number): boolean {
    let slot = hashPair(a, b) & this.#mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const at = slot * 3;
      if (this.#slots[at + 2] === 0) {
        this.#slots[at] = a;
        this.#slots[at + 1] = b;
        this.#slots[at + 2] = value;
        return true;
      }
      slot = (slot + 1) & this.#mask;
    }
    return false;
  }

  #grow(): void {
    const old = this.#slots;
    // There may be room for them now. If they stayed there, a gap in front of them would hide them.
    const crowded = [...this.#crowded];
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array(3 * (this.#mask + 1));
    this.#size = 0;
    this.#crowded.clear();
    const slots = this.#slots;
    const mask = this.#mask;
    for (let at = 0; at < old.length; at += 3) {
      const value = old[at + 2]!;
      if (value === 0) continue;
      const [a, b] = [old[at]!, old[at + 1]!];
      const to = (hashPair(a, b) & mask) * 3;
      // Most pairs find their first slot free. A table is mostly empty when it has grown.
      if (slots[to + 2] !== 0) this.#settle(a, b, value);
      else {
        slots[to] = a;
        slots[to + 1] = b;
        slots[to + 2] = value;
        this.#size++;
      }
    }
    for (const [pair, value] of crowded) {
      const [a = 0, b = 0] = pair.split(',').map(Number);
      this.#settle(a, b, value);
    }
  }

  #settle(a: number, b: number, value: number): void {
    if (this.#place(a, b, value)) this.#size++;
    else this.#crowded.set(`${a},${b}`, value);
  }
}

function hashPair(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
