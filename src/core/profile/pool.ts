// Keeps some items that nobody uses, for the next one who needs such an item.

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
