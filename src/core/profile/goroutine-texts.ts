// The printed text of some goroutines of a dump. Only it holds arguments, which name locks and receivers and so show
// who waits for whom. They are values of one process and are never stored.
import { growBytes } from '../transport/grow.ts';

interface GoroutineText {
  readonly id: number;
  /** From the header of the goroutine to its last line. */
  readonly bytes: Uint8Array;
}

/** The kept texts of one entry. They are cut out of the pages when they are read, which most callers never do. */
export class TextList implements Iterable<GoroutineText> {
  readonly #places: readonly Place[];

  constructor(places: readonly Place[]) {
    this.#places = places;
  }

  get length(): number {
    return this.#places.length;
  }

  *[Symbol.iterator](): Iterator<GoroutineText> {
    for (const { id, page, from, to } of this.#places) yield { id, bytes: page.subarray(from, to) };
  }
}

/**
 * The most texts per entry. Many goroutines of one stack may wait for locks of many objects; otherwise a few suffice.
 */
const maxPerEntry = { lock: 128, other: 8 } as const;
const maxTextBytes = 32 * 1024;
/** Texts are copied into pages of this size, so that nothing is copied twice. */
const pageBytes = 64 * 1024;
const maxBytes = 4 * 1024 * 1024;
/** Each time this much more is kept, stacks that wait for no lock keep half as many texts, and at least one. */
const plentyBytes = 128 * 1024;

interface Place {
  readonly id: number;
  readonly page: Uint8Array;
  readonly from: number;
  readonly to: number;
}

export class GoroutineTexts {
  /** By entry: where the texts of its goroutines are. */
  readonly #kept: Place[][] = [];
  /** How many texts an entry whose goroutines wait for no lock may keep now. */
  #maxOther: number = maxPerEntry.other;
  #page = new Uint8Array(0);
  #pageView = new DataView(this.#page.buffer);
  #pageUsed = 0;
  #allBytes = 0;
  /** The part of the open goroutine that earlier windows held. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #bytes: Uint8Array = this.#carry;
  #view: DataView = new DataView(this.#carry.buffer);
  #from = 0;
  #to = 0;
  /** A line was too long. How much of such a line is kept depends on how the bytes arrived. */
  #spoilt = false;

  /** A window begins. The open goroutine continues at `at`. */
  enter(bytes: Uint8Array, view: DataView, at: number): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#from = at;
    this.#to = at;
  }

  /** A goroutine begins with the line at `at`. */
  begin(at: number): void {
    this.#carried = 0;
    this.#spoilt = false;
    this.#from = at;
  }

  /** A line of the open goroutine is too long. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** The open goroutine reaches at least to `at`. */
  reach(at: number): void {
    this.#to = at;
  }

  /** The window ends at `at`, inside a goroutine. */
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

  /** Assigns the open goroutine to `entry`. */
  keep(entry: number, id: number, waitsForLock: boolean): void {
    const kept = this.#kept[entry];
    if (kept === undefined) this.#copy((this.#kept[entry] = []), id);
    else if (kept.length < this.#maxOther || (kept.length < maxPerEntry.lock && waitsForLock)) {
      this.#copy(kept, id);
    }
  }

  /** The texts of an entry; undefined where none is kept. */
  of(entry: number): TextList | undefined {
    const kept = this.#kept[entry];
    return kept === undefined || kept.length === 0 ? undefined : new TextList(kept);
  }

  #copy(kept: Place[], id: number): void {
    const inWindow = Math.max(0, this.#to - this.#from);
    const length = this.#carried + inWindow;
    if (this.#spoilt || length > maxTextBytes || this.#allBytes + length > maxBytes) return;
    if (this.#pageUsed + length > this.#page.length) {
      this.#page = new Uint8Array(pageBytes);
      this.#pageView = new DataView(this.#page.buffer);
      this.#pageUsed = 0;
    }
    const page = this.#page;
    const from = this.#pageUsed;
    if (this.#carried > 0) page.set(this.#carry.subarray(0, this.#carried), from);
    copyBytes(this.#view, this.#from, this.#pageView, from + this.#carried, inWindow);
    this.#pageUsed += length;
    this.#allBytes += length;
    this.#maxOther = Math.max(1, maxPerEntry.other >> Math.floor(this.#allBytes / plentyBytes));
    kept.push({ id, page, from, to: this.#pageUsed });
  }
}

/** Copies few bytes. Making two views of them for `set` would take longer. */
function copyBytes(from: DataView, start: number, to: DataView, place: number, length: number): void {
  let at = 0;
  for (; at + 4 <= length; at += 4) to.setInt32(place + at, from.getInt32(start + at, true), true);
  for (; at < length; at++) to.setUint8(place + at, from.getUint8(start + at));
}
