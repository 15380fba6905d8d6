// The tables of a protobuf profile as flat arrays. An object per row would cost more than reading the profile.
import { IntColumn } from './int-column.ts';
import type { InternedText } from './interned-text.ts';
import type { Int } from './int.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const nothing = new Uint8Array(0);
/** A number that no text has. */
const unknown = 0x7fff_ffff;

/** Strings are decoded on demand, since many stacks share most strings of a large process. */
class StringTable {
  bytes: Uint8Array = nothing;
  readonly #starts = new IntColumn();
  readonly #ends = new IntColumn();
  readonly #numbers = new IntColumn();

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
    const at = this.#find(index);
    return at < 0 ? undefined : utf8.decode(this.bytes.subarray(this.#start(at), this.#end(at)));
  }

  /** The number of the text among the interned ones; -1 when the index points nowhere. */
  intern(index: Int, known: InternedText): number {
    const at = this.#find(index);
    if (at < 0) return -1;
    const number = Number(this.#numbers.get(at));
    if (number !== unknown) return number;
    const found = known.intern(this.bytes, this.#start(at), this.#end(at));
    this.#numbers.set(at, found);
    return found;
  }

  clear(): void {
    this.bytes = nothing;
    this.#starts.clear();
    this.#ends.clear();
    this.#numbers.clear();
  }

  #find(index: Int): number {
    return typeof index === 'number' && index >= 0 && index < this.length ? index : -1;
  }

  #start(at: number): number {
    return Number(this.#starts.get(at));
  }

  #end(at: number): number {
    return Number(this.#ends.get(at));
  }
}

/** Rows by their ids. Go numbers them 1, 2, 3, …, so no map is needed for them. */
class Ids {
  #length = 0;
  #rows: Map<Int, number> | undefined;

  get length(): number {
    return this.#length;
  }

  /** The row with this id; -1 when there is none. */
  find(id: Int): number {
    if (this.#rows !== undefined) return this.#rows.get(id) ?? -1;
    return typeof id === 'number' && id >= 1 && id <= this.#length ? id - 1 : -1;
  }

  /** False when a row already has this id. The first one counts. */
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

  clear(): void {
    this.#length = 0;
    this.#rows = undefined;
  }
}

class LocationTable {
  readonly #ids = new Ids();
  readonly address = new IntColumn();
  /** By location: where its lines begin and end in `lineFunction` and `lineNumber`. */
  readonly lineStart = new IntColumn();
  readonly lineEnd = new IntColumn();
  readonly lineFunction = new IntColumn();
  readonly lineNumber = new IntColumn();

  get length(): number {
    return this.#ids.length;
  }

  /** The location's row; -1 when there is none with this id. */
  find(id: Int): number {
    return this.#ids.find(id);
  }

  /** Adds a line. Lines come before their location. */
  addLine(called: Int, line: Int): void {
    this.lineFunction.push(called);
    this.lineNumber.push(line);
  }

  /** `lineStart` is the number of lines before those of this location. */
  add(id: Int, address: Int, lineStart: number): void {
    if (!this.#ids.add(id)) return;
    this.address.push(address);
    this.lineStart.push(lineStart);
    this.lineEnd.push(this.lineFunction.length);
  }

  clear(): void {
    this.#ids.clear();
    for (const column of [this.address, this.lineStart, this.lineEnd, this.lineFunction, this.lineNumber])
      column.clear();
  }
}

class FunctionTable {
  readonly #ids = new Ids();
  readonly name = new IntColumn();
  readonly systemName = new IntColumn();
  readonly file = new IntColumn();
  readonly startLine = new IntColumn();

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

  clear(): void {
    this.#ids.clear();
    for (const column of [this.name, this.systemName, this.file, this.startLine]) column.clear();
  }
}

export interface Tables {
  readonly strings: StringTable;
  readonly functions: FunctionTable;
  readonly locations: LocationTable;
}

export function makeTables(): Tables {
  return { strings: new StringTable(), functions: new FunctionTable(), locations: new LocationTable() };
}

/** Returns how many rows the largest of the tables had. */
export function clearTables({ strings, functions, locations }: Tables): number {
  const rows = Math.max(strings.length, functions.length, locations.length, locations.lineNumber.length);
  for (const table of [strings, functions, locations]) table.clear();
  return rows;
}
