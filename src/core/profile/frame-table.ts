// The frames of a debug=2 profile, each kept once: as an object for the caller, and as its bytes. The next goroutine
// with the same frame is recognised by comparing bytes, without decoding a string.
import { growBytes, growInts } from '../transport/grow.ts';
import { HashSlots, maxProbes } from './hash-slots.ts';
import { isFunctionName } from './frame-name.ts';
import type { Frame } from './model.ts';

/** How a frame is written. Only calls and creators with a file have a shape that can be compared directly. */
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

export class FrameTable {
  /**
   * Bytes of all patterns. Each name and each location starts at a multiple of 4, so that whole words can be compared.
   */
  patterns = new Uint8Array(new ArrayBuffer(4 * 1024));
  words = new Int32Array(this.patterns.buffer);
  /** By frame: where its name and location begin in `words`, and their lengths in bytes. */
  nameAt = new Int32Array(64);
  nameLength = new Int32Array(64);
  fileAt = new Int32Array(64);
  fileLength = new Int32Array(64);
  kinds = new Int32Array(64);
  readonly frames: Frame[] = [nothing, nothing, nothing];
  #used = 0;
  readonly #known = new HashSlots((frame) => this.#crowd(frame));
  readonly #crowded = new Map<string, number>();
  readonly #maxPatternBytes: number;

  constructor(maxPatternBytes: number) {
    this.#maxPatternBytes = maxPatternBytes;
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

  has(name: string): boolean {
    return this.frames.some((frame) => frame.function === name);
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
    if (this.kinds[frame] !== kind || this.nameLength[frame] !== ae - as || this.fileLength[frame] !== be - bs) {
      return false;
    }
    return (
      equalBytes(this.patterns, this.nameAt[frame]! * 4, a, as, ae) &&
      equalBytes(this.patterns, this.fileAt[frame]! * 4, b, bs, be)
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
    if (this.#used + (ae - as) + (be - bs) > this.#maxPatternBytes) return -1;
    const frame = this.frames.length;
    this.#reserve(frame);
    this.nameAt[frame] = this.#store(a, as, ae);
    this.nameLength[frame] = ae - as;
    this.fileAt[frame] = this.#store(b, bs, be);
    this.fileLength[frame] = be - bs;
    this.kinds[frame] = kind;
    this.frames.push(makeFrame(name, utf8.decode(b.subarray(bs, be))));
    this.#known.add(hash, frame);
    return frame;
  }

  #reserve(frame: number): void {
    if (frame < this.kinds.length) return;
    const length = this.kinds.length * 2;
    this.nameAt = growInts(this.nameAt, length);
    this.nameLength = growInts(this.nameLength, length);
    this.fileAt = growInts(this.fileAt, length);
    this.fileLength = growInts(this.fileLength, length);
    this.kinds = growInts(this.kinds, length);
  }

  /** Copies bytes in. Returns their place, in words. */
  #store(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#used;
    const length = end - start;
    // One word more than needed, so that the last bytes can be compared as a word too.
    if (at + length + 8 > this.patterns.length) {
      this.patterns = growBytes(this.patterns, (at + length + 8 + 3) & ~3);
      this.words = new Int32Array(this.patterns.buffer, 0, this.patterns.length >> 2);
    }
    for (let i = 0; i < length; i++) this.patterns[at + i] = bytes[start + i]!;
    this.#used = (at + length + 3) & ~3;
    return at >> 2;
  }

  #crowd(frame: number): void {
    const name = this.nameAt[frame]! * 4;
    const file = this.fileAt[frame]! * 4;
    const bytes = this.patterns;
    this.#crowded.set(
      crowdedKey(
        this.kinds[frame] as FrameKind,
        bytes,
        name,
        name + this.nameLength[frame]!,
        bytes,
        file,
        file + this.fileLength[frame]!,
      ),
      frame,
    );
  }

  /** Whether a frame belongs to an entry's `frames`. */
  static isCall(frame: number): boolean {
    return frame >= firstFrame;
  }
}

function makeFrame(name: string, location: string): Frame {
  const colon = location.lastIndexOf(':');
  if (colon < 0) return { function: name, file: location, line: 0, startLine: 0 };
  const file = location.slice(0, colon);
  return { function: name, file: file === '?' ? '' : file, line: Number(location.slice(colon + 1)), startLine: 0 };
}

function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ (end - start);
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
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
