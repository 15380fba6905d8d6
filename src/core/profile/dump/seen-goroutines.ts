// The numbers of the goroutines read so far. One dump never lists a goroutine twice, so a number that returns tells
// that a second dump begins.

const maxNumbers = 1024;
/** The same for goroutines that occupy a thread. GOTRACEBACK=crash lists them again, thread by thread. */
const maxOnThreads = 16 * 1024;
const bitWords = 256;

export class SeenGoroutines {
  readonly #numbers = new Set<number>();
  /**
   * A bit set of the numbers' low bits. For nearly every number it shows, without a look-up in the set, that it is new.
   */
  readonly #bits = new Int32Array(bitWords);

  add(id: number, onThread: boolean): void {
    if (this.#numbers.size >= (onThread ? maxOnThreads : maxNumbers) || id === 0) return;
    this.#numbers.add(id);
    this.#bits[(id >>> 5) & (bitWords - 1)]! |= 1 << (id & 31);
  }

  has(id: number): boolean {
    return (this.#bits[(id >>> 5) & (bitWords - 1)]! & (1 << (id & 31))) !== 0 && this.#numbers.has(id);
  }
}
