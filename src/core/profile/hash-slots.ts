// Numbers of things by the hash of what they are. A hash only finds candidates: whoever looks compares the things.

/** Longer runs of taken slots than this do not occur by chance; somebody chose what is hashed. */
export const maxProbes = 24;

export class HashSlots {
  /** Pairs of hash and number; 0 where there is none. A run of candidates begins at `hash & mask`. */
  slots = new Int32Array(2 * 128);
  mask = 127;
  #size = 0;
  readonly #crowd: (number: number) => void;

  /** `crowd` is told of numbers that found no place; a larger table may have a gap in front of where they would be. */
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
