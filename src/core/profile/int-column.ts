// A column of 64-bit numbers, nearly all of which are small.
import { growInts } from '../transport/grow.ts';
import type { Int } from './int.ts';

const largest = 0x7fff_ffff;

export class IntColumn {
  /** A negative value -n refers to item n - 1 of `#odd`. */
  #values = new Int32Array(64);
  readonly #odd: Int[] = [];
  length = 0;

  push(value: Int): void {
    if (this.length === this.#values.length) this.#values = growInts(this.#values, this.length + 1);
    const isSmall = typeof value === 'number' && value >= 0 && value <= largest;
    this.#values[this.length++] = isSmall ? value : ~(this.#odd.push(value) - 1);
  }

  get(row: number): Int {
    const value = this.#values[row]!;
    return value >= 0 ? value : this.#odd[~value]!;
  }

  set(row: number, value: Int): void {
    this.#values[row] =
      typeof value === 'number' && value >= 0 && value <= largest ? value : ~(this.#odd.push(value) - 1);
  }

  clear(): void {
    this.length = 0;
    this.#odd.length = 0;
  }
}
