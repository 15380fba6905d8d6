// Interns the frames and stacks that profiles share. Successive profiles of a process repeat its stacks, and so do its
// replicas. Profiles read with the same tables share the objects, which saves nearly all of the memory and most of the
// time.
import { limits } from '../limits.ts';
import { growInts } from '../transport/grow.ts';
import { bytesPerFrame, bytesPerSlot } from './frame-cost.ts';
import { HashSlots, maxProbes } from './hash-slots.ts';
import { InternedStack } from './interned-stack.ts';
import { InternedText } from './interned-text.ts';
import type { Frame } from './model.ts';

const largestInt = 0x7fff_ffff;
/** Measured on V8. */
const bytesPerStack = 500;

export class InternedStacks {
  readonly #maxBytes: number;
  #tables = new Tables();

  /** Above `maxBytes` all tables are dropped, between two profiles. Profiles that were read keep their frames. */
  constructor(maxBytes: number = limits.knownStacks.value) {
    this.#maxBytes = maxBytes;
  }

  /** The tables for one profile. Numbers of one set of tables are invalid in another. */
  open(): InternedStackTables {
    if (this.#tables.size > this.#maxBytes) this.#tables = new Tables();
    return this.#tables;
  }
}

/** The shared tables of `known`, or new ones when it is undefined. */
export function openInternedStacks(known: InternedStacks | undefined): InternedStackTables {
  return known === undefined ? new Tables() : known.open();
}

export type InternedStackTables = Pick<Tables, 'text' | 'frameNumber' | 'frame' | 'findStack' | 'addStack' | 'stack'>;

class Tables {
  readonly text = new InternedText();
  readonly #frames: Frame[] = [{ function: '', file: '', line: 0, startLine: 0 }];
  /** Four values per frame number: name, file, first line of the function, line. */
  #frameKeys = new Int32Array(4 * 64);
  readonly #knownFrames = new HashSlots((frame) => this.#crowdFrame(frame));
  /** Frames with impossible line numbers, and frames that a hostile input crowds into one slot. */
  readonly #oddFrames = new Map<string, number>();
  readonly #stacks: InternedStack[] = [new InternedStack([], 0)];
  /** By stack number: where its frame numbers begin in `#pool`. The number of elided frames follows them. */
  #stackAt = new Int32Array(64);
  #pool = new Int32Array(256);
  #poolUsed = 1;
  readonly #known = new HashSlots((stack) => this.#crowd(stack));
  readonly #crowded = new Map<string, number>();

  constructor() {
    this.#stackAt[1] = 1;
  }

  get size(): number {
    return (
      this.text.size +
      this.#frames.length * bytesPerFrame +
      this.#poolUsed * bytesPerSlot +
      this.#stacks.length * bytesPerStack
    );
  }

  /** Interns a frame. `name` and `file` are numbers of `text`. */
  frameNumber(name: number, file: number, startLine: number, line: number): number {
    if (line > largestInt || startLine > largestInt) return this.#oddFrame(name, file, startLine, line);
    const hash = hashFrame(name, file, startLine, line);
    const { slots, mask } = this.#knownFrames;
    const keys = this.#frameKeys;
    let slot = hash & mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const frame = slots[slot * 2 + 1]!;
      if (frame === 0) break;
      if (slots[slot * 2] === hash) {
        const at = frame * 4;
        if (keys[at] === name && keys[at + 1] === file && keys[at + 2] === startLine && keys[at + 3] === line)
          return frame;
      }
      slot = (slot + 1) & mask;
    }
    // A frame that overflowed a smaller table may have a gap before its place in this one.
    const crowded =
      this.#oddFrames.size === 0 ? undefined : this.#oddFrames.get(formatFrameKey(name, file, startLine, line));
    return crowded ?? this.#addKeyedFrame(hash, name, file, startLine, line);
  }

  frame(number: number): Frame {
    return this.#frames[number]!;
  }

  /**
   * The stack of exactly the first `length` numbers of `frames` with `elided` frames left out; 0 when there is none.
   */
  findStack(frames: Int32Array, length: number, elided: number): number {
    const hash = hashFrames(frames, length, elided);
    const { slots, mask } = this.#known;
    let slot = hash & mask;
    for (let probe = 0; probe < maxProbes; probe++) {
      const stack = slots[slot * 2 + 1]!;
      if (stack === 0) break;
      if (slots[slot * 2] === hash && this.#equals(stack, frames, length, elided)) return stack;
      slot = (slot + 1) & mask;
    }
    // A stack that overflowed a smaller table may have a gap before its place in this one.
    return this.#crowded.size === 0 ? 0 : (this.#crowded.get(formatStackKey(frames, 0, length, elided)) ?? 0);
  }

  /** Adds a stack that is not there yet. */
  addStack(frames: Int32Array, length: number, elided: number): number {
    const named = Array.from(frames.subarray(0, length), (frame) => this.#frames[frame]!);
    const stack = this.#stacks.push(new InternedStack(named, elided)) - 1;
    const at = this.#poolUsed;
    this.#pool = growInts(this.#pool, at + length + 1);
    this.#pool.set(frames.subarray(0, length), at);
    this.#pool[at + length] = elided;
    this.#poolUsed = at + length + 1;
    this.#stackAt = growInts(this.#stackAt, stack + 2);
    this.#stackAt[stack + 1] = this.#poolUsed;
    this.#known.add(hashFrames(frames, length, elided), stack);
    return stack;
  }

  /** The same object for every profile that has the stack. */
  stack(number: number): InternedStack {
    return this.#stacks[number]!;
  }

  #oddFrame(name: number, file: number, startLine: number, line: number): number {
    const key = formatFrameKey(name, file, startLine, line);
    const known = this.#oddFrames.get(key) ?? this.#addFrame(name, file, startLine, line);
    this.#oddFrames.set(key, known);
    return known;
  }

  #addKeyedFrame(hash: number, name: number, file: number, startLine: number, line: number): number {
    const frame = this.#addFrame(name, file, startLine, line);
    const at = frame * 4;
    this.#frameKeys = growInts(this.#frameKeys, at + 4);
    this.#frameKeys[at] = name;
    this.#frameKeys[at + 1] = file;
    this.#frameKeys[at + 2] = startLine;
    this.#frameKeys[at + 3] = line;
    this.#knownFrames.add(hash, frame);
    return frame;
  }

  #addFrame(name: number, file: number, startLine: number, line: number): number {
    const { text } = this;
    return this.#frames.push({ function: text.text(name), file: text.text(file), line, startLine }) - 1;
  }

  #equals(stack: number, frames: Int32Array, length: number, elided: number): boolean {
    const pool = this.#pool;
    let at = this.#stackAt[stack]!;
    if (this.#stackAt[stack + 1]! - at !== length + 1 || pool[at + length] !== elided) return false;
    for (let index = 0; index < length; index++, at++) if (pool[at] !== frames[index]) return false;
    return true;
  }

  #crowdFrame(frame: number): void {
    const [name = 0, file = 0, startLine = 0, line = 0] = this.#frameKeys.subarray(frame * 4);
    this.#oddFrames.set(formatFrameKey(name, file, startLine, line), frame);
  }

  #crowd(stack: number): void {
    const start = this.#stackAt[stack]!;
    const end = this.#stackAt[stack + 1]! - 1;
    this.#crowded.set(formatStackKey(this.#pool, start, end, this.#pool[end]!), stack);
  }
}

function hashFrame(name: number, file: number, startLine: number, line: number): number {
  let hash = Math.imul(name, 0x9e3779b1) ^ Math.imul(file, 0x85ebca6b) ^ Math.imul(startLine, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15) ^ line, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function formatFrameKey(name: number, file: number, startLine: number, line: number): string {
  return `${name} ${file} ${startLine} ${line}`;
}

function hashFrames(frames: Int32Array, length: number, elided: number): number {
  let hash = length ^ Math.imul(elided, 0x9e3779b1);
  for (let index = 0; index < length; index++) {
    hash = Math.imul(hash ^ frames[index]!, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}

function formatStackKey(frames: Int32Array, start: number, end: number, elided: number): string {
  return `${frames.subarray(start, end).join()} ${elided}`;
}
