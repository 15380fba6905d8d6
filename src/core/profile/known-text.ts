// Texts that many profiles repeat, each decoded once and kept once: the next profile with the same bytes gets the same
// string. A text is recognised by its bytes, without decoding it first.
import { growBytes, growInts } from './grow.ts';

/** A hash only finds candidates, bytes decide; longer runs of taken slots than this somebody chose. */
const maxProbes = 24;
/** What a decoder writes for bytes that are no UTF-8. */
const replacement = '\ufffd';
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class KnownText {
  #bytes = new Uint8Array(new ArrayBuffer(4 * 1024));
  #used = 0;
  /** By number of the text: where its bytes begin. They end where the next one's begin. */
  #starts = new Int32Array(64);
  readonly #texts: string[] = [];
  /** Pairs of hash and number. */
  #slots = new Int32Array(2 * 128);
  #mask = 127;
  #size = 0;
  /** Takes what a hostile input crowds into one place: the engine's own map is seeded. */
  readonly #crowded = new Map<string, number>();
  /** Different bytes that read alike. */
  readonly #replaced = new Map<string, number>();

  constructor() {
    this.#make(0, this.#bytes, 0, 0);
  }

  /** Bytes of memory, roughly. */
  get size(): number {
    return this.#used * 3 + this.#texts.length * 40;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  /** The number of a text; 0 is the empty one. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    const hash = hashBytes(bytes, start, end);
    let slot = hash & this.#mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const number = this.#slots[slot * 2 + 1]!;
      if (number === 0) return this.#make(hash, bytes, start, end);
      if (this.#slots[slot * 2] === hash && this.#equals(number, bytes, start, end)) return number;
      slot = (slot + 1) & this.#mask;
    }
    return this.#crowded.get(latin1(bytes, start, end)) ?? this.#make(hash, bytes, start, end);
  }

  #equals(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes;
    let at = this.#starts[number]!;
    if (this.#starts[number + 1]! - at !== end - start) return false;
    for (let from = start; from < end; from++, at++) if (known[at] !== bytes[from]) return false;
    return true;
  }

  #make(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const text = utf8.decode(bytes.subarray(start, end));
    const replaced = text.includes(replacement);
    const known = replaced ? this.#replaced.get(text) : undefined;
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    if (replaced) this.#replaced.set(text, number);
    this.#starts = growInts(this.#starts, number + 2);
    this.#bytes = growBytes(this.#bytes, this.#used + end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#used);
    this.#used += end - start;
    this.#starts[number + 1] = this.#used;
    if (number === 0) return number;
    if (this.#size * 2 > this.#mask) this.#grow();
    if (this.#place(hash, number)) this.#size++;
    else this.#crowded.set(latin1(bytes, start, end), number);
    return number;
  }

  #place(hash: number, number: number): boolean {
    let slot = hash & this.#mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      if (this.#slots[slot * 2 + 1] === 0) {
        this.#slots[slot * 2] = hash;
        this.#slots[slot * 2 + 1] = number;
        return true;
      }
      slot = (slot + 1) & this.#mask;
    }
    return false;
  }

  #grow(): void {
    const old = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array(2 * (this.#mask + 1));
    for (let at = 0; at < old.length; at += 2) {
      const number = old[at + 1]!;
      if (number === 0 || this.#place(old[at]!, number)) continue;
      this.#size--;
      this.#crowded.set(latin1(this.#bytes, this.#starts[number]!, this.#starts[number + 1]!), number);
    }
  }
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Keeps every byte apart, which UTF-8 decoding with replacement would not. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
