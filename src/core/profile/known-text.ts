// Texts that many profiles repeat, each decoded once and kept once: the next profile with the same bytes gets the same
// string. A text is recognised by its bytes, without decoding it first.
import { HashSlots, maxProbes } from './hash-slots.ts';

/** What a decoder writes for bytes that are no UTF-8. */
const replacement = '\ufffd';
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class KnownText {
  readonly #texts: string[] = [''];
  /** Of texts in ASCII: nearly all. */
  readonly #known = new HashSlots((number) => this.#crowd(number));
  /** All other texts, by their bytes, and what a hostile input crowds into one place: the engine's own map is seeded. */
  readonly #others = new Map<string, number>();
  /** Different bytes that read alike. */
  readonly #replaced = new Map<string, number>();
  #isCrowded = false;
  #characters = 0;

  /** Bytes of memory, roughly. */
  get size(): number {
    return this.#characters + this.#texts.length * 60;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  /** The number of a text; 0 is the empty one. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    let hash = end - start;
    let bits = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      bits |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (bits >= 0x80) return this.#internOther(bytes, start, end);
    hash ^= hash >>> 15;
    const { slots, mask } = this.#known;
    let slot = hash & mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const number = slots[slot * 2 + 1]!;
      if (number === 0) break;
      if (slots[slot * 2] === hash && spells(this.#texts[number]!, bytes, start, end)) return number;
      slot = (slot + 1) & mask;
    }
    // What was crowded in a smaller table may have a gap in front of it in this one.
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
    this.#known.add(hash, number);
    return number;
  }

  #keep(text: string): number {
    this.#characters += text.length;
    return this.#texts.push(text) - 1;
  }

  #crowd(number: number): void {
    this.#isCrowded = true;
    this.#others.set(this.#texts[number]!, number);
  }
}

/** For a text in ASCII. */
function spells(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}

/** Keeps every byte apart, which UTF-8 decoding with replacement would not. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
