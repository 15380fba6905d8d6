// The kept texts of goroutines, by entry. A profile holds this table as long as it lives, so it is flat.
import { growFloats, growInts } from '../transport/grow.ts';

interface GoroutineText {
  readonly id: number;
  /** From the header of the goroutine to its last line. */
  readonly bytes: Uint8Array;
}

/** The kept texts of one entry. They are cut out of what holds them when they are read, which most callers never do. */
export interface TextList extends Iterable<GoroutineText> {
  readonly length: number;
}

/** Columns of a text: the number of its piece, its place in the piece, and the next text of its entry plus one. */
const textColumn = { piece: 0, from: 1, to: 2, next: 3, width: 4 } as const;
/** Columns of an entry: its first and last text plus one, and how many there are. */
const entryColumn = { first: 0, last: 1, count: 2, width: 3 } as const;

export class KeptTexts {
  readonly #pieces: Uint8Array[] = [];
  #texts: Int32Array<ArrayBuffer> = new Int32Array(0);
  #ids: Float64Array<ArrayBuffer> = new Float64Array(0);
  #used = 0;
  #entries: Int32Array<ArrayBuffer> = new Int32Array(0);

  /** How many texts an entry has. */
  count(entry: number): number {
    return this.#entries[entry * entryColumn.width + entryColumn.count] ?? 0;
  }

  /** Adds a text that stands from `from` to `to` in the piece that is added next. */
  add(entry: number, id: number, from: number, to: number): void {
    const text = this.#used++;
    this.#texts = growInts(this.#texts, textColumn.width * this.#used);
    this.#ids = growFloats(this.#ids, this.#used);
    this.#entries = growInts(this.#entries, entryColumn.width * (entry + 1));
    const at = text * textColumn.width;
    this.#texts[at + textColumn.piece] = this.#pieces.length;
    this.#texts[at + textColumn.from] = from;
    this.#texts[at + textColumn.to] = to;
    this.#ids[text] = id;
    const ofEntry = entry * entryColumn.width;
    const last = this.#entries[ofEntry + entryColumn.last]!;
    if (last === 0) this.#entries[ofEntry + entryColumn.first] = text + 1;
    else this.#texts[(last - 1) * textColumn.width + textColumn.next] = text + 1;
    this.#entries[ofEntry + entryColumn.last] = text + 1;
    this.#entries[ofEntry + entryColumn.count]!++;
  }

  /** Adds what holds the texts that were added since the last piece. The table owns it. */
  addPiece(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
  }

  /** The texts of an entry; undefined where none is kept. */
  of(entry: number): TextList | undefined {
    const length = this.count(entry);
    return length === 0 ? undefined : { length, [Symbol.iterator]: () => this.#list(entry) };
  }

  *#list(entry: number): Iterator<GoroutineText> {
    let text = this.#entries[entry * entryColumn.width + entryColumn.first]!;
    while (text > 0) {
      const at = (text - 1) * textColumn.width;
      const piece = this.#pieces[this.#texts[at + textColumn.piece]!]!;
      const bytes = piece.subarray(this.#texts[at + textColumn.from], this.#texts[at + textColumn.to]);
      yield { id: this.#ids[text - 1]!, bytes };
      text = this.#texts[at + textColumn.next]!;
    }
  }
}
