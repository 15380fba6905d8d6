// One stack that profiles share, with its recent entries. Most stacks have the same count in successive profiles, and
// replicas have the same stacks.
import type { Labels } from '../labels.ts';
import type { CountedStack, Entry, Frame } from './model.ts';

const maxEntries = 8;
const noLabels: Labels = {};
const noAddresses: readonly never[] = [];

export class InternedStack implements CountedStack {
  readonly frames: readonly Frame[];
  readonly elidedFrames: number;
  readonly labels = noLabels;
  readonly addresses = noAddresses;
  readonly #entries: Entry[] = [];
  #oldest = 0;

  constructor(frames: readonly Frame[], elidedFrames: number) {
    this.frames = frames;
    this.elidedFrames = elidedFrames;
  }

  /** The same object for the same numbers, if they were asked for recently. */
  entry(count: number, leaked: number): Entry {
    for (const entry of this.#entries) if (entry.count === count && entry.leaked === leaked) return entry;
    const { frames, elidedFrames, labels, addresses } = this;
    const entry = { count, leaked, header: undefined, frames, elidedFrames, labels, addresses };
    if (this.#entries.length < maxEntries) this.#entries.push(entry);
    else {
      this.#entries[this.#oldest] = entry;
      this.#oldest = (this.#oldest + 1) % maxEntries;
    }
    return entry;
  }
}
