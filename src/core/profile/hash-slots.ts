// A hash table from hashes to numbers. A hash only finds candidates; the caller compares the things themselves.

/** Longer probe sequences do not occur by chance: somebody chose the input. */
export const maxProbes = 24;

export class HashSlots {
  /** Pairs of hash and number; number 0 marks a free slot. Probing begins at `hash & mask`. */
  slots = new Int32Array(2 * 128);
  mask = 127;
  #size = 0;
  readonly #crowd: (number: number) => void;

  /** `crowd` receives numbers that found no slot. After growth, a free slot may precede where they would be. */
  constructor(crowd: (number: number) => void) {
    this.#crowd = crowd;
  }

  add(hash: number, number: number): void {
    if (this.#size * 2 > this.mask) this.#grow();
    this.#settle(hash, number);
  }

  #settle(hash: number, number: number): void {
    if (this.#place(hash, number)) this.#size++;
    else this.#crowd(number);
  }

  #place(hash: number, number: number): boolean {
    let slot = hash & this.mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      if (this.slots[slot * 2 + 1] === 0) {
        this.slots[slot * 2] = hash;
        this.slots[slot * 2 + 1] = number;
        return true;
      }
      slot = (slot + 1) & this.mask;
    }
    return false;
  }

  #grow(): void {
    const old = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(2 * (this.mask + 1));
    this.#size = 0;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#settle(old[at]!, old[at + 1]!);
  }
}
