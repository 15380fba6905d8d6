// Keeps the printed text of some goroutines of a dump while it is read. Only it holds arguments, which name locks and
// receivers and so show who waits for whom. They are values of one process and are never stored.
import { growBytes } from '../transport/grow.ts';
import { KeptTexts } from './kept-texts.ts';

/**
 * The most texts per entry. Many goroutines of one stack may wait for locks of many objects; otherwise a few suffice.
 */
const maxPerEntry = { lock: 128, other: 8 } as const;
const maxTextBytes = 32 * 1024;
/** Texts of all entries. As long as no goroutine waits for a lock, arguments tell little, and fewer are kept. */
const maxBytes = { withLocks: 4 * 1024 * 1024, withoutLocks: 384 * 1024 } as const;
/** Each time this much more is kept, stacks that wait for no lock keep half as many texts, and at least one. */
const plentyBytes = 128 * 1024;
const noBytes = new Uint8Array(0);

export class GoroutineTexts {
  readonly kept = new KeptTexts();
  /** How many texts an entry whose goroutines wait for no lock may keep now. */
  #maxOther: number = maxPerEntry.other;
  #maxBytes: number = maxBytes.withoutLocks;
  #allBytes = 0;
  /** Where the kept texts that are not copied yet stand in the window; `to` is 0 where there are none. */
  #pieceFrom = 0;
  #pieceTo = 0;
  /** The part of the open goroutine that earlier windows held. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #bytes: Uint8Array = noBytes;
  #from = 0;
  #to = 0;
  /** A line was too long. How much of such a line is kept depends on how the bytes arrived. */
  #spoilt = false;

  /** A window begins. The open goroutine continues at `at`. */
  enter(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#from = at;
    this.#to = at;
  }

  /** The window ends. Its bytes may change after the call. */
  leave(): void {
    if (this.#pieceTo > 0) this.#copyPiece();
  }

  /** A goroutine begins with the line at `at`. */
  begin(at: number): void {
    this.#carried = 0;
    this.#spoilt = false;
    this.#from = at;
  }

  /** A line of the open goroutine is too long. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** The open goroutine reaches at least to `at`. */
  reach(at: number): void {
    this.#to = at;
  }

  /** The window ends at `at`, inside a goroutine. */
  carry(at: number): void {
    const length = at - this.#from;
    if (this.#carried + length > maxTextBytes) this.#spoilt = true;
    else if (length > 0) {
      this.#carry = growBytes(this.#carry, this.#carried + length);
      this.#carry.set(this.#bytes.subarray(this.#from, this.#from + length), this.#carried);
      this.#carried += length;
    }
    this.#from = this.#to = at;
  }

  /** Assigns the open goroutine to `entry`. */
  keep(entry: number, id: number, waitsForLock: boolean): void {
    if (waitsForLock) this.#maxBytes = maxBytes.withLocks;
    const count = this.kept.count(entry);
    if (count >= this.#maxOther && !(waitsForLock && count < maxPerEntry.lock)) return;
    const length = this.#carried + Math.max(0, this.#to - this.#from);
    if (this.#spoilt || length > maxTextBytes || this.#allBytes + length > this.#maxBytes) return;
    this.#allBytes += length;
    this.#maxOther = Math.max(1, maxPerEntry.other >> Math.floor(this.#allBytes / plentyBytes));
    if (this.#carried > 0) this.#copyCarried(entry, id, length);
    else this.#addFromWindow(entry, id);
  }

  #copyCarried(entry: number, id: number, length: number): void {
    // A text belongs to the piece that is added after it.
    if (this.#pieceTo > 0) this.#copyPiece();
    const bytes = new Uint8Array(length);
    bytes.set(this.#carry.subarray(0, this.#carried));
    if (length > this.#carried) bytes.set(this.#bytes.subarray(this.#from, this.#to), this.#carried);
    this.kept.add(entry, id, 0, length);
    this.kept.addPiece(bytes);
  }

  /** Kept texts that follow one another are copied together. One blank line may stand between two. */
  #addFromWindow(entry: number, id: number): void {
    if (this.#pieceTo > 0 && this.#from > this.#pieceTo + 2) this.#copyPiece();
    if (this.#pieceTo === 0) this.#pieceFrom = this.#from;
    this.#pieceTo = this.#to;
    this.kept.add(entry, id, this.#from - this.#pieceFrom, this.#to - this.#pieceFrom);
  }

  #copyPiece(): void {
    this.kept.addPiece(this.#bytes.slice(this.#pieceFrom, this.#pieceTo));
    this.#pieceTo = 0;
  }
}
