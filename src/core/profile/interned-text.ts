// Interns texts that many profiles repeat. Each is decoded and kept once: later profiles with the same bytes get the
// same string. A text is recognised by its bytes, without decoding.
import { growBytes, growInts } from '../transport/grow.ts';
import { HashSlots, maxProbes } from './hash-slots.ts';

/** What a decoder writes for bytes that are not UTF-8. */
const replacement = '\ufffd';
/** The high bit of each of four bytes. A byte that has it is not ASCII. */
const highBits = 0x8080_8080 | 0;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class InternedText {
  readonly #texts: string[] = [''];
  /**
   * Bytes of the ASCII texts. Comparing bytes with a string's characters takes several times as long. By number,
   * `#starts` holds where each text begins; it ends where the next begins.
   */
  #bytes = new Uint8Array(4096);
  #used = 0;
  #starts = new Int32Array(128);
  /** Slots of the ASCII texts, which are nearly all. */
  readonly #known = new HashSlots((number) => this.#crowd(number));
  /**
   * All other texts by their bytes, and texts that a hostile input crowds into one slot. The engine's own map is
   * seeded.
   */
  readonly #others = new Map<string, number>();
  /** Texts with replacement characters, since different bytes can decode to the same text. */
  readonly #replaced = new Map<string, number>();
  #isCrowded = false;
  #characters = 0;

  /** Bytes of memory, roughly. */
  get size(): number {
    return this.#characters + this.#bytes.length + this.#texts.length * 64;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  /** Interns a text. Returns its number; 0 is the empty text. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    let hash = end - start;
    let bits = 0;
    let at = start;
    // Four bytes per step, since the products depend on each other and their latency dominates.
    for (; at + 4 <= end; at += 4) {
      const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      bits |= four;
      hash = Math.imul(hash ^ four, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) {
      const byte = bytes[at]!;
      bits |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if ((bits & highBits) !== 0) return this.#internOther(bytes, start, end);
    hash ^= hash >>> 15;
    const { slots, mask } = this.#known;
    let slot = hash & mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const number = slots[slot * 2 + 1]!;
      if (number === 0) break;
      if (slots[slot * 2] === hash && this.#equals(number, bytes, start, end)) return number;
      slot = (slot + 1) & mask;
    }
    // A text that overflowed a smaller table may have a gap before its place in this one.
    const crowded = this.#isCrowded ? this.#others.get(latin1(bytes, start, end)) : undefined;
    return crowded ?? this.#add(hash, bytes, start, end);
  }

  #internOther(bytes: Uint8Array, start: number, end: number): number {
    const key = latin1(bytes, start, end);
    const known = this.#others.get(key);
    if (known !== undefined) return known;
    const text = utf8.decode(bytes.subarray(start, end));
    const isReplaced = text.includes(replacement);
    const number = (isReplaced ? this.#replaced.get(text) : undefined) ?? this.#keep(text);
    if (isReplaced) this.#replaced.set(text, number);
    this.#others.set(key, number);
    return number;
  }

  #add(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const text = utf8.decode(bytes.subarray(start, end));
    const number = this.#keep(text);
    this.#bytes = growBytes(this.#bytes, this.#used + end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#used);
    this.#used += end - start;
    this.#starts[number + 1] = this.#used;
    this.#known.add(hash, number);
    return number;
  }

  #keep(text: string): number {
    this.#characters += text.length;
    const number = this.#texts.push(text) - 1;
    this.#starts = growInts(this.#starts, number + 2);
    this.#starts[number + 1] = this.#used;
    return number;
  }

  #equals(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes;
    let at = this.#starts[number]!;
    if (this.#starts[number + 1]! - at !== end - start) return false;
    for (let index = start; index < end; index++, at++) if (known[at] !== bytes[index]) return false;
    return true;
  }

  #crowd(number: number): void {
    this.#isCrowded = true;
    this.#others.set(this.#texts[number]!, number);
  }
}

/** Keeps all bytes distinct; UTF-8 decoding with replacement would not. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
