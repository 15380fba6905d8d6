// Tables that one reader returns and the next one reuses. A fleet is read at dozens of profiles a second, and
// allocating tables each time costs more than filling them.

export class Pool<T> {
  readonly #free: T[] = [];
  readonly #most: number;
  readonly #make: () => T;

  /** Keeps at most `most` of them at a time. */
  constructor(most: number, make: () => T) {
    this.#most = most;
    this.#make = make;
  }

  take(): T {
    return this.#free.pop() ?? this.#make();
  }

  /** Returns an item. It must be empty and no longer in use. */
  give(item: T): void {
    if (this.#free.length < this.#most) this.#free.push(item);
  }
}
