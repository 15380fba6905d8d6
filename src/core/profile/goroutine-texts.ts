// The printed text of some goroutines of a dump. Only it holds arguments, which name locks and receivers and so show
// who waits for whom. They are values of one process and are never stored.
import { growBytes } from '../transport/grow.ts';

interface GoroutineText {
  readonly id: number;
  /** From the header of the goroutine to its last line. */
  readonly bytes: Uint8Array;
}

/** The kept texts of one entry. They are cut out of what holds them when they are read, which most callers never do. */
export class TextList implements Iterable<GoroutineText> {
  readonly #places: readonly Place[];

  constructor(places: readonly Place[]) {
    this.#places = places;
  }

  get length(): number {
    return this.#places.length;
  }

  *[Symbol.iterator](): Iterator<GoroutineText> {
    for (const { id, run, from, to } of this.#places) yield { id, bytes: run.bytes.subarray(from, to) };
  }
}

/**
 * The most texts per entry. Many goroutines of one stack may wait for locks of many objects; otherwise a few suffice.
 */
const maxPerEntry = { lock: 128, other: 8 } as const;
const maxTextBytes = 32 * 1024;
const maxBytes = 4 * 1024 * 1024;
/** Each time this much more is kept, stacks that wait for no lock keep half as many texts, and at least one. */
const plentyBytes = 128 * 1024;

/** Kept texts that follow one another in a window. They are copied together when the window ends. */
interface Run {
  bytes: Uint8Array;
  readonly from: number;
  to: number;
}

interface Place {
  readonly id: number;
  readonly run: Run;
  /** In the bytes of the run. */
  readonly from: number;
  readonly to: number;
}

export class GoroutineTexts {
  /** By entry: where the texts of its goroutines are. */
  readonly #kept: Place[][] = [];
  /** How many texts an entry whose goroutines wait for no lock may keep now. */
  #maxOther: number = maxPerEntry.other;
  /** Runs of the window that are not copied yet. */
  readonly #runs: Run[] = [];
  #allBytes = 0;
  /** The part of the open goroutine that earlier windows held. */
  #carry = new Uint8Array(4096);
  #carried = 0;
  #bytes: Uint8Array = this.#carry;
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
    for (const run of this.#runs) run.bytes = this.#bytes.slice(run.from, run.to);
    this.#runs.length = 0;
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
    const kept = this.#kept[entry];
    if (kept === undefined) this.#copy((this.#kept[entry] = []), id);
    else if (kept.length < this.#maxOther || (kept.length < maxPerEntry.lock && waitsForLock)) {
      this.#copy(kept, id);
    }
  }

  /** The texts of an entry; undefined where none is kept. */
  of(entry: number): TextList | undefined {
    const kept = this.#kept[entry];
    return kept === undefined || kept.length === 0 ? undefined : new TextList(kept);
  }

  #copy(kept: Place[], id: number): void {
    const inWindow = Math.max(0, this.#to - this.#from);
    const length = this.#carried + inWindow;
    if (this.#spoilt || length > maxTextBytes || this.#allBytes + length > maxBytes) return;
    this.#allBytes += length;
    this.#maxOther = Math.max(1, maxPerEntry.other >> Math.floor(this.#allBytes / plentyBytes));
    if (this.#carried > 0) {
      const bytes = new Uint8Array(length);
      bytes.set(this.#carry.subarray(0, this.#carried));
      bytes.set(this.#bytes.subarray(this.#from, this.#from + inWindow), this.#carried);
      kept.push({ id, run: { bytes, from: 0, to: length }, from: 0, to: length });
      return;
    }
    const run = this.#openRun();
    run.to = this.#to;
    kept.push({ id, run, from: this.#from - run.from, to: this.#to - run.from });
  }

  /** The run that the open goroutine belongs to. One blank line may stand before it. */
  #openRun(): Run {
    const last = this.#runs.at(-1);
    if (last !== undefined && this.#from <= last.to + 2) return last;
    const run: Run = { bytes: noBytes, from: this.#from, to: this.#to };
    this.#runs.push(run);
    return run;
  }
}

const noBytes = new Uint8Array(0);
