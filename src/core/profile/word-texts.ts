// Texts that are recognised at any place of a buffer, eight bytes at a time. Eight bytes are compared as one double,
// which is the widest comparison that JavaScript has.
import { growBytes } from '../transport/grow.ts';

const wordBytes = 8;

export class WordTexts {
  bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes. A text begins at a whole word. Behind its own words stands one with its last eight bytes. */
  words: Float64Array<ArrayBuffer>;
  #used = 0;

  /** `roomBytes` is a multiple of eight. More room is made when it is needed. */
  constructor(roomBytes = 4 * 1024) {
    this.bytes = new Uint8Array(roomBytes);
    this.words = new Float64Array(this.bytes.buffer);
  }

  /** Bytes in use. */
  get size(): number {
    return this.#used * wordBytes;
  }

  /** Adds a text. Returns its first word. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const at = this.reserve(countWords(length) + 1);
    const from = at * wordBytes;
    for (let i = 0; i < length; i++) this.bytes[from + i] = bytes[start + i]!;
    if (length >= wordBytes) {
      this.bytes.copyWithin(lastWord(at, length) * wordBytes, from + length - wordBytes, from + length);
    }
    return at;
  }

  /** Sets words aside that hold no text yet. Returns the first of them. */
  reserve(words: number): number {
    const at = this.#used;
    this.#used += words;
    if (this.size > this.bytes.length) {
      this.bytes = growBytes(this.bytes, this.size);
      this.words = new Float64Array(this.bytes.buffer, 0, this.bytes.length >> 3);
    }
    return at;
  }

  /**
   * Whether the text at `at` can be compared as words. Zero and minus zero are equal as doubles but not as bytes. Bytes
   * that make no number are equal to nothing, so that a text with such bytes is not recognised.
   */
  isComparable(at: number, length: number): boolean {
    if (length < wordBytes) return false;
    // A view of these words alone would cost more than they do.
    for (let word = at; word <= lastWord(at, length); word++) if (this.words[word] === 0) return false;
    return true;
  }
}

function countWords(length: number): number {
  return (length + wordBytes - 1) >> 3;
}

/** The word that holds the last eight bytes of a text that begins with word `at`. */
export function lastWord(at: number, length: number): number {
  return at + countWords(length);
}

/** Whether the text of so many bytes that begins with word `first` of `words` stands at `from`. */
export function equalsWords(view: DataView, from: number, length: number, words: Float64Array, first: number): boolean {
  const last = from + length - wordBytes;
  if (view.getFloat64(last, true) !== words[lastWord(first, length)]) return false;
  for (let at = from, word = first; at < last; at += wordBytes, word++) {
    if (view.getFloat64(at, true) !== words[word]) return false;
  }
  return true;
}
