// Cuts bytes that arrive in chunks of any size into windows of whole lines. Only lines that a chunk cuts in two are
// copied.
import { growBytes } from './grow.ts';

/** Whole lines: every byte from `start` to `end` belongs to a line whose newline is before `end`. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  /** Offset of `bytes[0]` in the whole input. */
  readonly offset: number;
}

const newline = 10;

export class LineWindows {
  readonly #maxLineBytes: number;
  readonly #take: (window: Window) => void;
  #carry = new Uint8Array(4096);
  #carryView = new DataView(this.#carry.buffer);
  #carried = 0;
  /** Bytes of the carried line that are dropped because the line is too long. */
  #dropped = 0;
  #offset = 0;

  constructor(maxLineBytes: number, take: (window: Window) => void) {
    this.#maxLineBytes = maxLineBytes;
    this.#take = take;
  }

  /** Bytes pushed so far. */
  get offset(): number {
    return this.#offset;
  }

  push(chunk: Uint8Array): void {
    const first = chunk.indexOf(newline);
    if (first < 0) {
      this.#keep(chunk, 0, chunk.length);
      this.#offset += chunk.length;
      return;
    }
    let start = 0;
    if (this.#carried > 0) {
      this.#keep(chunk, 0, first);
      this.#offset += first + 1;
      this.#endCarriedLine();
      start = first + 1;
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > start) {
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#take({ bytes: chunk, view, start, end, offset: this.#offset - start });
      this.#offset += end - start;
    }
    this.#keep(chunk, end, chunk.length);
    this.#offset += chunk.length - end;
  }

  /** Removes and returns the beginning of a line without its end, as if it had never been pushed. */
  takeCarried(): Uint8Array {
    const carried = this.#carry.slice(0, this.#carried);
    this.#offset -= this.#carried + this.#dropped;
    this.#carried = 0;
    this.#dropped = 0;
    return carried;
  }

  /** Ends the input. True when its last line had no newline. */
  finish(): boolean {
    if (this.#carried === 0) return false;
    this.#offset++;
    this.#endCarriedLine();
    this.#offset--;
    return true;
  }

  #endCarriedLine(): void {
    // One byte more than the bound is kept, so that the reader of the line sees that it is too long.
    this.#carry[this.#carried] = newline;
    const end = this.#carried + 1;
    const offset = this.#offset - end - this.#dropped;
    this.#carried = 0;
    this.#dropped = 0;
    this.#take({ bytes: this.#carry, view: this.#carryView, start: 0, end, offset });
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const room = this.#maxLineBytes + 1 - this.#carried;
    const length = Math.min(end - start, room);
    this.#dropped += end - start - length;
    if (this.#carried + length + 1 > this.#carry.length) {
      this.#carry = growBytes(this.#carry, this.#carried + length + 1);
      this.#carryView = new DataView(this.#carry.buffer);
    }
    if (length > 64) this.#carry.set(chunk.subarray(start, start + length), this.#carried);
    else for (let i = 0; i < length; i++) this.#carry[this.#carried + i] = chunk[start + i]!;
    this.#carried += length;
  }
}
