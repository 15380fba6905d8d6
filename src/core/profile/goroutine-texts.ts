// The text of some goroutines of a dump, as it was printed: it holds arguments, which nothing else keeps. They name locks
// and receivers, so they say who waits for whom. They are values of one process and go into nothing that lasts.
import { growBytes } from '../transport/grow.ts';

export interface GoroutineText {
  readonly id: number;
  /** From its header to its last line. */
  readonly bytes: Uint8Array;
}

/** More of one stack tell nothing new. */
const maxPerEntry = 256;
const maxTextBytes = 32 * 1024;
const maxBytes = 4 * 1024 * 1024;

export class GoroutineTexts {
  readonly #kept: GoroutineText[][] = [];
  #keptBytes = 0;
  /** What of the goroutine being read lies in earlier windows. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #bytes: Uint8Array = this.#carry;
  #from = 0;
  #to = 0;
  /** What is kept of its lines depends on how the bytes arrived. */
  #spoilt = false;

  /** A window begins: what is open goes on at `at`. */
  enter(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#from = at;
    this.#to = at;
  }

  /** A goroutine begins with the line at `at`. */
  begin(at: number): void {
    this.#carried = 0;
    this.#spoilt = false;
    this.#from = at;
  }

  /** A line of what is open is longer than any may be. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** What is open reaches at least to `at`. */
  reach(at: number): void {
    this.#to = at;
  }

  /** The window ends at `at`, within a goroutine. */
  carry(at: number): void {
    const length = at - this.#from;
    if (this.#carried + length > maxTextBytes) this.#spoilt = true;
    else if (length > 0) {
      this.#carry = growBytes(this.#carry, this.#carried + length);
      this.#carry.set(this.#bytes.subarray(this.#from, this.#from + length), this.#carried);
      this.#carried += length;
    }
    this.#from = this.#to = at;
  }

  /** The goroutine that is open belongs to `entry`. */
  keep(entry: number, id: number): void {
    const kept = (this.#kept[entry] ??= []);
    const length = this.#carried + Math.max(0, this.#to - this.#from);
    if (this.#spoilt || kept.length >= maxPerEntry || length > maxTextBytes || this.#keptBytes + length > maxBytes)
      return;
    const bytes = new Uint8Array(length);
    bytes.set(this.#carry.subarray(0, this.#carried));
    bytes.set(this.#bytes.subarray(this.#from, this.#from + length - this.#carried), this.#carried);
    kept.push({ id, bytes });
    this.#keptBytes += length;
  }

  of(entry: number): readonly GoroutineText[] | undefined {
    return this.#kept[entry];
  }
}
