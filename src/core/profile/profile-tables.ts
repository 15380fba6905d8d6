// The tables of a protobuf profile, flat: an object for each of their thousands of rows would cost more than reading them.
import type { KnownText } from './known-text.ts';
import type { Int } from './profile-message.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decoded when asked for: most strings of a large process are shared by many stacks. */
export class StringTable {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #numbers: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#starts.length;
  }

  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#numbers.push(unknown);
  }

  /** Undefined when the index points nowhere. */
  get(index: Int): string | undefined {
    const at = Number(index);
    const start = this.#starts[at];
    return start === undefined ? undefined : utf8.decode(this.#bytes.subarray(start, this.#ends[at]));
  }

  /** The number of the text among those that are known; -1 when the index points nowhere. */
  intern(index: Int, known: KnownText): number {
    const at = Number(index);
    const number = this.#numbers[at];
    if (number === undefined) return -1;
    if (number !== unknown) return number;
    return (this.#numbers[at] = known.intern(this.#bytes, this.#starts[at]!, this.#ends[at]!));
  }
}

const unknown = -2;

/** Rows by their ids. Go numbers them 1, 2, 3, …, which needs no map. */
class Ids {
  #length = 0;
  #rows: Map<Int, number> | undefined;

  get length(): number {
    return this.#length;
  }

  /** -1 when there is none. */
  find(id: Int): number {
    if (this.#rows !== undefined) return this.#rows.get(id) ?? -1;
    return typeof id === 'number' && id >= 1 && id <= this.#length ? id - 1 : -1;
  }

  /** False when there is a row with this id already: the first one counts. */
  add(id: Int): boolean {
    if (this.#rows === undefined && id !== this.#length + 1) {
      this.#rows = new Map(Array.from({ length: this.#length }, (_, row) => [row + 1, row]));
    }
    if (this.#rows !== undefined) {
      if (this.#rows.has(id)) return false;
      this.#rows.set(id, this.#length);
    }
    this.#length++;
    return true;
  }
}

export class LocationTable {
  readonly #ids = new Ids();
  readonly address: Int[] = [];
  /** By location: where its lines begin and end in `lineFunction` and `lineNumber`. */
  readonly lineStart: number[] = [];
  readonly lineEnd: number[] = [];
  readonly lineFunction: Int[] = [];
  readonly lineNumber: Int[] = [];

  get length(): number {
    return this.#ids.length;
  }

  /** The location's row; -1 when there is none with this id. */
  find(id: Int): number {
    return this.#ids.find(id);
  }

  /** Lines come before the location they are of. */
  addLine(called: Int, line: Int): void {
    this.lineFunction.push(called);
    this.lineNumber.push(line);
  }

  /** `lineStart`: how many lines there were before those of this location. */
  add(id: Int, address: Int, lineStart: number): void {
    if (!this.#ids.add(id)) return;
    this.address.push(address);
    this.lineStart.push(lineStart);
    this.lineEnd.push(this.lineFunction.length);
  }
}

export class FunctionTable {
  readonly #ids = new Ids();
  readonly name: Int[] = [];
  readonly systemName: Int[] = [];
  readonly file: Int[] = [];
  readonly startLine: Int[] = [];

  get length(): number {
    return this.#ids.length;
  }

  /** The function's row; -1 when there is none with this id. */
  find(id: Int): number {
    return this.#ids.find(id);
  }

  add(id: Int, name: Int, systemName: Int, file: Int, startLine: Int): void {
    if (!this.#ids.add(id)) return;
    this.name.push(name);
    this.systemName.push(systemName);
    this.file.push(file);
    this.startLine.push(startLine);
  }
}
