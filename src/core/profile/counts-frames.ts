// The frames of debug=1, each kept once. A line like an earlier one, apart from its address, is recognised by its bytes
// and never decoded.
import { isHexDigit, trimEnd } from '../transport/byte-text.ts';
import { bytesPerFrame } from './frame-cost.ts';
import { HashSlots, maxProbes } from './hash-slots.ts';
import type { Frame } from './model.ts';
import { equalsWords, WordTexts } from './word-texts.ts';

const tab = 9;
const hash = 35;
const zero = 48;
const x = 120;
/** Addresses of more digits may not fit into a double. Only their lines are decoded again and again. */
const maxDigits = 13;

/** So many lines are kept before it counts whether lines repeat. */
const fewLines = 2_048;

/** The object of a line with its slots. In bytes. */
const bytesPerLine = 100;

/** A line as it was written, from behind the address. */
interface KnownLine {
  /** Its first word in the texts. */
  readonly word: number;
  readonly length: number;
  readonly frame: Frame;
  /** The line that followed this one last. */
  next: number;
}

export class CountsFrames {
  /** One array for all lines: an array each costs several times its text. */
  readonly #texts = new WordTexts();
  readonly #lines: KnownLine[] = [{ word: 0, length: -1, frame: noFrame, next: 0 }];
  readonly #known = new HashSlots(() => {});
  readonly #frames = new Map<string, Frame>();
  readonly #maxBytes: number;
  #bytes = 0;
  #last = 0;
  /** Lines that were recognised. */
  #found = 0;
  /** The address of the line that was found. */
  address = 0;

  /** Beyond `maxBytes` of texts and objects nothing new is kept. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frame of the line from `start` to `lineEnd`; undefined where no earlier line was written alike. */
  find(bytes: Uint8Array, view: DataView, start: number, lineEnd: number): Frame | undefined {
    if (bytes[start] !== hash || bytes[start + 1] !== tab) return undefined;
    if (bytes[start + 2] !== zero || bytes[start + 3] !== x) return undefined;
    let at = start + 4;
    let address = 0;
    for (let byte = bytes[at]!; isHexDigit(byte); byte = bytes[++at]!) {
      address = address * 16 + (byte <= 57 ? byte - 48 : byte - 87);
    }
    if (bytes[at] !== tab || at === start + 4 || at - start - 4 > maxDigits) return undefined;
    const to = trimEnd(bytes, at, lineEnd);
    const found = this.#findText(bytes, view, at, to);
    if (found === 0) return undefined;
    this.#last = found;
    this.#found++;
    this.address = address;
    return this.#lines[found]!.frame;
  }

  /** Keeps how the line of a frame is written, if lines like it can be recognised. */
  remember(bytes: Uint8Array, start: number, lineEnd: number, frame: Frame): void {
    let at = start + 4;
    while (isHexDigit(bytes[at]!)) at++;
    if (bytes[start] !== hash || bytes[at] !== tab || this.#isFull) return;
    const to = trimEnd(bytes, at, lineEnd);
    const length = to - at;
    const word = this.#texts.add(bytes, at, to);
    this.#bytes += length + bytesPerLine;
    if (!this.#texts.isComparable(word, length)) return;
    this.#known.add(hashBytes(bytes, at, to), this.#lines.push({ word, length, frame, next: 0 }) - 1);
  }

  /** The one frame of this name and location; lines differ in the blanks between them. */
  intern(frame: Frame): Frame {
    const key = `${frame.function}\n${frame.file}\n${frame.line}`;
    const known = this.#frames.get(key);
    if (known !== undefined || this.#isFull) return known ?? frame;
    this.#frames.set(key, frame);
    this.#bytes += key.length + bytesPerFrame;
    return frame;
  }

  /** Where few lines repeat, these tables would take more memory than all else of the profile. */
  get #isFull(): boolean {
    if (this.#bytes > this.#maxBytes) return true;
    return this.#lines.length > fewLines && this.#found * 2 < this.#lines.length;
  }

  #findText(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const { next } = this.#lines[this.#last]!;
    if (next > 0 && this.#equals(next, view, from, to)) return next;
    const { slots, mask } = this.#known;
    const sought = hashBytes(bytes, from, to);
    for (let probe = 0, slot = sought & mask; probe < maxProbes; probe++, slot = (slot + 1) & mask) {
      const line = slots[slot * 2 + 1]!;
      if (line === 0) return 0;
      if (slots[slot * 2] !== sought || !this.#equals(line, view, from, to)) continue;
      this.#lines[this.#last]!.next = line;
      return line;
    }
    return 0;
  }

  #equals(line: number, view: DataView, from: number, to: number): boolean {
    const { word, length } = this.#lines[line]!;
    return length === to - from && equalsWords(view, from, length, this.#texts.words, word);
  }
}

const noFrame: Frame = { function: '', file: '', line: 0, startLine: 0 };

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let value = end - start;
  for (let at = start; at < end; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return value ^ (value >>> 15);
}
