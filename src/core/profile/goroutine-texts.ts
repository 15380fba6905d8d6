// The text of some goroutines of a dump, as it was printed: it holds arguments, which nothing else keeps. They name locks
// and receivers, so they say who waits for whom. They are values of one process and go into nothing that lasts.
import { growBytes } from '../transport/grow.ts';

export interface GoroutineText {
  readonly id: number;
  /** From its header to its last line. */
  readonly bytes: Uint8Array;
}

/** More of one stack tell little: many may wait for locks of many objects, and few of one stack hold one. */
const maxPerEntry = { lock: 128, other: 16 } as const;
const maxTextBytes = 32 * 1024;
const maxBytes = 4 * 1024 * 1024;

interface Place {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

const isLockWait = (status: string): boolean => status.startsWith('sync.') || status.startsWith('semacquire');

export class GoroutineTexts {
  /** By entry: where the texts of its goroutines lie in `#all`. */
  readonly #kept: Place[][] = [];
  #all = new Uint8Array(64 * 1024);
  #allBytes = 0;
  /** What of the goroutine being read lies in earlier windows. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #bytes: Uint8Array = this.#carry;
  #from = 0;
  #to = 0;
  /** What is kept of its lines depends on how the bytes arrived. */
  #spoilt = false;

  /** A window begins: what is open goes on at `at`. */
  enter(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#from = at;
    this.#to = at;
  }

  /** A goroutine begins with the line at `at`. */
  begin(at: number): void {
    this.#carried = 0;
    this.#spoilt = false;
    this.#from = at;
  }

  /** A line of what is open is longer than any may be. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** What is open reaches at least to `at`. */
  reach(at: number): void {
    this.#to = at;
  }

  /** The window ends at `at`, within a goroutine. */
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

  /** The goroutine that is open belongs to `entry`, with this word of the runtime's for what it waits for. */
  keep(entry: number, id: number, status: string): void {
    const kept = this.#kept[entry];
    if (this.#spoilt) return;
    if (kept !== undefined && kept.length >= maxPerEntry.other) {
      if (kept.length >= maxPerEntry.lock || !isLockWait(status)) return;
    }
    const inWindow = Math.max(0, this.#to - this.#from);
    const length = this.#carried + inWindow;
    if (length > maxTextBytes || this.#allBytes + length > maxBytes) return;
    const from = this.#allBytes;
    this.#allBytes += length;
    this.#all = growBytes(this.#all, this.#allBytes);
    this.#all.set(this.#carry.subarray(0, this.#carried), from);
    this.#all.set(this.#bytes.subarray(this.#from, this.#from + inWindow), from + this.#carried);
    const place = { id, from, to: this.#allBytes };
    if (kept === undefined) this.#kept[entry] = [place];
    else kept.push(place);
  }

  /** Undefined where none is kept. To be called when nothing is added any more. */
  of(entry: number): readonly GoroutineText[] | undefined {
    return this.#kept[entry]?.map(({ id, from, to }) => ({ id, bytes: this.#all.subarray(from, to) }));
  }
}
