// Tables that one reader has done with and the next one takes: a fleet is read at dozens of profiles a second, and what
// is thrown away each time costs more than filling it.

export class Pool<T> {
  readonly #free: T[] = [];
  readonly #most: number;
  readonly #make: () => T;

  /** Keeps `most` of them at a time. */
  constructor(most: number, make: () => T) {
    this.#most = most;
    this.#make = make;
  }

  take(): T {
    return this.#free.pop() ?? this.#make();
  }

  /** Nobody uses it any more, and it is empty. */
  give(item: T): void {
    if (this.#free.length < this.#most) this.#free.push(item);
  }
}
