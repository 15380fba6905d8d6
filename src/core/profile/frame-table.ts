// The frames of a debug=2 profile, each kept once: as an object for the caller, and as its bytes. The next goroutine
// with the same frame is recognised by comparing bytes, without decoding a string.
import { growInts } from '../transport/grow.ts';
import { bytesPerFrame } from './frame-cost.ts';
import { HashSlots, maxProbes } from './hash-slots.ts';
import { isFunctionName } from './frame-name.ts';
import type { Frame } from './model.ts';
import { lastWord, WordTexts } from './word-texts.ts';

/** How a frame is written. Only calls and creators with a file have a shape that can be compared as words. */
export const frameKind = { special: 0, call: 1, creator: 2, bare: 3 } as const;
export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

/** Stands for text that is not a frame, since no function has such a name. */
export const noFrame = 0;
/** Frames that are not calls but distinguish stacks. They never appear in an entry's `frames`. */
export const elidedFrame = 1;
export const unavailableFrame = 2;
const firstFrame = 3;

/** The text before the creator's name. It belongs to the frame's pattern, not to its name. */
export const creatorWord = 'created by ';
const nothing: Frame = { function: '', file: '', line: 0, startLine: 0 };
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What `FrameTable.facts` holds of a frame. Lengths are in bytes, places are words of `FrameTable.texts`. */
export const fact = {
  /** The kind of a call or creator that can be compared as words; 0 for every other frame. */
  kind: 0,
  /** What followed the location last, up to the end of its line; 0 where nothing is kept. See `keepEnding`. */
  endingLength: 1,
  /** The name of a creator with its `created by `, and of a call with the `(` after it. */
  name: 2,
  /** `path:line`. */
  place: 5,
} as const;
/** The contents of `FrameTable.facts` from `fact.name` and from `fact.place` on. */
export const textFact = { at: 0, length: 1, last: 2 } as const;
/** A frame begins at its number, shifted by this. */
export const factShift = 3;
const endingWords = 2;
const maxEndingBytes = 16;
const openingParen = 40;

export class FrameTable {
  readonly texts = new WordTexts();
  facts = new Int32Array(64 << factShift);
  readonly kinds: FrameKind[] = [frameKind.special, frameKind.special, frameKind.special];
  readonly frames: Frame[] = [nothing, nothing, nothing];
  readonly #known = new HashSlots((frame) => this.#crowd(frame));
  readonly #crowded = new Map<string, number>();
  readonly #maxBytes: number;

  /** `maxBytes` bounds the texts and the objects of the frames. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The number of the frame with this name (`a` from `as` to `ae`) and location (`b` from `bs` to `be`, `path:line`;
   * empty when it has none). A new frame is added. Returns -1 when the table is full, and `noFrame` when a call or
   * creator has an invalid name.
   */
  intern(kind: FrameKind, a: Uint8Array, as: number, ae: number, b: Uint8Array, bs: number, be: number): number {
    const hash = hashBytes(b, bs, be, hashBytes(a, as, ae, kind));
    const { slots, mask } = this.#known;
    let slot = hash & mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const frame = slots[slot * 2 + 1]!;
      if (frame === 0) break;
      if (slots[slot * 2] === hash && this.#equals(frame, kind, a, as, ae, b, bs, be)) return frame;
      slot = (slot + 1) & mask;
    }
    // A frame that overflowed a smaller table may have a gap before its place in this one.
    const crowded = this.#crowded.size === 0 ? undefined : this.#crowded.get(crowdedKey(kind, a, as, ae, b, bs, be));
    return crowded ?? this.#make(kind, hash, a, as, ae, b, bs, be);
  }

  get #size(): number {
    return this.texts.size + (this.frames.length - firstFrame) * bytesPerFrame;
  }

  has(name: string): boolean {
    return this.frames.some((frame) => frame.function === name);
  }

  /**
   * Keeps the `length` bytes that follow the location of a frame at `from`: an offset and the end of the line. The next
   * goroutine usually has the same. They are kept as their first and their last eight bytes, behind the location.
   */
  keepEnding(frame: number, view: DataView, from: number, length: number): void {
    if (length > maxEndingBytes) return;
    const at = frame << factShift;
    const word = this.facts[at + fact.place + textFact.last]! + 1;
    this.texts.words[word] = view.getFloat64(from, true);
    this.texts.words[word + 1] = view.getFloat64(from + length - 8, true);
    this.facts[at + fact.endingLength] = length;
  }

  #equals(
    frame: number,
    kind: FrameKind,
    a: Uint8Array,
    as: number,
    ae: number,
    b: Uint8Array,
    bs: number,
    be: number,
  ): boolean {
    const at = frame << factShift;
    if (this.kinds[frame] !== kind || this.facts[at + fact.place + textFact.length] !== be - bs) return false;
    if (this.#nameBytes(frame) !== ae - as) return false;
    return (
      equalBytes(this.texts.bytes, this.facts[at + fact.name]! * 8, a, as, ae) &&
      equalBytes(this.texts.bytes, this.facts[at + fact.place]! * 8, b, bs, be)
    );
  }

  #make(
    kind: FrameKind,
    hash: number,
    a: Uint8Array,
    as: number,
    ae: number,
    b: Uint8Array,
    bs: number,
    be: number,
  ): number {
    const name = utf8.decode(a.subarray(kind === frameKind.creator ? as + creatorWord.length : as, ae));
    if ((kind === frameKind.call || kind === frameKind.creator) && !isFunctionName(name)) return noFrame;
    if (this.#size + (ae - as) + (be - bs) > this.#maxBytes) return -1;
    const frame = this.frames.length;
    this.kinds.push(kind);
    this.#keepTexts(
      frame,
      kind,
      kind === frameKind.call ? withParen(a, as, ae) : a.subarray(as, ae),
      b.subarray(bs, be),
    );
    this.frames.push(makeFrame(name, utf8.decode(b.subarray(bs, be))));
    this.#known.add(hash, frame);
    return frame;
  }

  #keepTexts(frame: number, kind: FrameKind, name: Uint8Array, place: Uint8Array): void {
    this.facts = growInts(this.facts, (frame + 1) << factShift);
    const at = frame << factShift;
    const areComparable = [this.#keepText(at + fact.name, name), this.#keepText(at + fact.place, place)];
    this.texts.reserve(endingWords);
    const isWhole = kind === frameKind.call || kind === frameKind.creator;
    this.facts[at + fact.kind] = isWhole && areComparable.every(Boolean) ? kind : frameKind.special;
  }

  /** Returns whether the text can be compared as words. */
  #keepText(from: number, text: Uint8Array): boolean {
    const { facts } = this;
    const at = this.texts.add(text, 0, text.length);
    facts[from + textFact.at] = at;
    facts[from + textFact.length] = text.length;
    facts[from + textFact.last] = lastWord(at, text.length);
    return this.texts.isComparable(at, text.length);
  }

  #nameBytes(frame: number): number {
    const length = this.facts[(frame << factShift) + fact.name + textFact.length]!;
    return this.kinds[frame] === frameKind.call ? length - 1 : length;
  }

  #crowd(frame: number): void {
    const at = frame << factShift;
    const name = this.facts[at + fact.name]! * 8;
    const place = this.facts[at + fact.place]! * 8;
    const { bytes } = this.texts;
    const nameEnd = name + this.#nameBytes(frame);
    const placeEnd = place + this.facts[at + fact.place + textFact.length]!;
    this.#crowded.set(crowdedKey(this.kinds[frame]!, bytes, name, nameEnd, bytes, place, placeEnd), frame);
  }

  /** Whether a frame belongs to an entry's `frames`. */
  static isCall(frame: number): boolean {
    return frame >= firstFrame;
  }
}

function withParen(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const name = new Uint8Array(end - start + 1);
  name.set(bytes.subarray(start, end));
  name[end - start] = openingParen;
  return name;
}

function makeFrame(name: string, location: string): Frame {
  const colon = location.lastIndexOf(':');
  if (colon < 0) return { function: name, file: location, line: 0, startLine: 0 };
  const file = location.slice(0, colon);
  return { function: name, file: file === '?' ? '' : file, line: Number(location.slice(colon + 1)), startLine: 0 };
}

/** Takes four bytes at a time: each multiplication waits for the one before. */
function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash ^ four, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function equalBytes(pattern: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let from = start; from < end; from++, at++) if (pattern[at] !== bytes[from]) return false;
  return true;
}

function crowdedKey(
  kind: FrameKind,
  a: Uint8Array,
  as: number,
  ae: number,
  b: Uint8Array,
  bs: number,
  be: number,
): string {
  // Latin-1 keeps all bytes distinct; UTF-8 decoding with replacement would not.
  return `${kind}${ae - as}:${latin1(a, as, ae)}${latin1(b, bs, be)}`;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
