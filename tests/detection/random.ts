// Random numbers with a fixed seed: the same stacks for everybody, on every machine.

/** Marsaglia's multiply-with-carry generator, two halves of 16 bits. */
export class Random {
  #high: number;
  #low: number;

  constructor(seed: number) {
    this.#high = ((seed * 2_654_435_761) >>> 0) | 1;
    this.#low = ((seed ^ 0x9e37_79b9) >>> 0) | 1;
    for (let round = 0; round < 16; round++) this.next();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#high = (36_969 * (this.#high & 0xffff) + (this.#high >>> 16)) >>> 0;
    this.#low = (18_000 * (this.#low & 0xffff) + (this.#low >>> 16)) >>> 0;
    return (((this.#high << 16) + (this.#low & 0xffff)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Exact below 30, a rounded normal above. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > limit) {
      product *= this.next();
      count++;
    }
    return count;
  }

  /** Exact up to 40, a rounded normal above. */
  binomial(of: number, chance: number): number {
    if (of > 40) {
      const count = Math.round(of * chance + Math.sqrt(of * chance * (1 - chance)) * this.normal());
      return Math.min(of, Math.max(0, count));
    }
    let count = 0;
    for (let one = 0; one < of; one++) if (this.next() < chance) count++;
    return count;
  }
}
