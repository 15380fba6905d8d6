// The goroutine that is being read: what its header says, and how far its stack has come in the trie.
import { elidedFrame } from '../frame-table.ts';
import type { HeaderRecord } from '../header-table.ts';
import type { StackTrie } from '../stack-trie.ts';

/** Where in a goroutine the reader is. */
export type Place = 'outside' | 'frames' | 'behindCreator' | 'ancestors';

export class OpenGoroutine {
  readonly #trie: StackTrie;
  readonly #innerFrames: number;
  readonly #outerFrames: number;
  /** The last frames of a stack deeper than the bound, as a ring. */
  #outer: Int32Array = new Int32Array(0);
  #outerCount = 0;

  place: Place = 'outside';
  id = 0;
  record: HeaderRecord | undefined;
  waitMinutes = 0;
  /** Goroutines that share the header. */
  times = 1;
  /** A sentence of goleak announced it. The runtime's own header may follow. */
  announced = false;
  /** It was read before and is listed again, with its thread or its panic. */
  isRepeated = false;
  /** The runtime could not walk its stack. */
  isUnavailable = false;
  /** The goroutine that created it; 0 where it is unknown. */
  creator = 0;
  creatorFrame = 0;
  /** Frames that are left out; -1 where their number is unknown. */
  elided = 0;
  /** Where its stack ends in the trie; -1 when it cannot be kept. */
  node = 0;
  depth = 0;

  constructor(trie: StackTrie, innerFrames: number, outerFrames: number) {
    this.#trie = trie;
    this.#innerFrames = innerFrames;
    this.#outerFrames = outerFrames;
  }

  /** Nothing but its header was read. */
  get isEmpty(): boolean {
    return this.depth === 0 && this.creatorFrame === 0 && !this.isUnavailable;
  }

  /** `root` is the node of its status. */
  begin(root: number, id: number, record: HeaderRecord, waitMinutes: number): void {
    this.place = 'frames';
    this.id = id;
    this.record = record;
    this.waitMinutes = waitMinutes;
    this.node = root;
    this.depth = 0;
    this.creator = 0;
    this.creatorFrame = 0;
    this.elided = 0;
    this.#outerCount = 0;
    this.isUnavailable = false;
  }

  push(frame: number): void {
    if (this.depth < this.#innerFrames) {
      this.depth++;
      this.#enter(frame);
      return;
    }
    if (this.#outer.length === 0) this.#outer = new Int32Array(this.#outerFrames);
    this.#outer[this.#outerCount % this.#outerFrames] = frame;
    this.#outerCount++;
  }

  setCreator(frame: number): void {
    this.creatorFrame = frame;
    this.place = 'behindCreator';
  }

  /** `frames` is -1 where their number is unknown. */
  elide(frames: number): void {
    this.push(elidedFrame);
    this.elided = frames < 0 || this.elided < 0 ? -1 : this.elided + frames;
  }

  /** Completes the stack. Returns how many frames were left out because it is deeper than the bound. */
  close(): number {
    this.place = 'outside';
    const cut = this.#outerCount === 0 ? 0 : this.#enterOuter();
    if (this.creatorFrame !== 0) this.#enter(this.creatorFrame);
    return cut;
  }

  #enterOuter(): number {
    const cut = Math.max(0, this.#outerCount - this.#outerFrames);
    if (cut > 0) {
      this.#enter(elidedFrame);
      if (this.elided >= 0) this.elided += cut;
    }
    for (let at = cut; at < this.#outerCount; at++) this.#enter(this.#outer[at % this.#outerFrames]!);
    return cut;
  }

  #enter(frame: number): void {
    if (this.node < 0) return;
    this.node = frame < 0 ? -1 : this.#trie.enter(this.node, frame);
  }
}
