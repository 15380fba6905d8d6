// How long the goroutines of each entry have waited: by whole minutes, their number and sums over their own numbers.
// One table holds the waits of all entries, since a dump has tens of thousands of them.
import { growFloats, growInts } from '../transport/grow.ts';
import type { WaitHistogram, WaitNumbers } from './model.ts';
import { PairTable } from './pair-table.ts';

/** Columns of one wait. A sum of squares of large numbers loses precision, so numbers are counted from the first. */
const column = { minutes: 0, goroutines: 1, origin: 2, sum: 3, squares: 4, width: 5 } as const;
/** Distinct minutes per entry. Further ones are rounded down to a power of two and reported. */
const maxDistinctWaits = 4096;
const maxMinutes = 0x7fff_ffff;

export class WaitSums {
  /** Goroutines whose wait was rounded because an entry had too many different ones. */
  rounded = 0;
  /** The row of an entry and a wait, plus one. */
  readonly #rows = new PairTable();
  #columns = new Float64Array(column.width * 64);
  #used = 0;
  /** By row: the next row of the same entry, plus one. */
  #next: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** By entry: its first row plus one, and how many rows it has. */
  #entries: Int32Array<ArrayBuffer> = new Int32Array(64);

  add(entry: number, waitMinutes: number, id: number): void {
    const minutes = Math.min(waitMinutes, maxMinutes);
    const row = this.#rows.get(entry, minutes) - 1;
    this.#count(row < 0 ? this.#open(entry, minutes, id) : row, id);
  }

  /** Whether a goroutine of the entry shows a wait. */
  has(entry: number): boolean {
    return (this.#entries[entry * 2] ?? 0) > 0;
  }

  /** Ascending by minutes; empty where no goroutine shows a wait. */
  histogram(entry: number): WaitHistogram {
    return this.#list(entry)
      .map((row) => [this.#columns[row]!, this.#columns[row + column.goroutines]!] as const)
      .sort(([a], [b]) => a - b);
  }

  /** Ascending by minutes; empty where no goroutine shows a wait. */
  numbers(entry: number): readonly WaitNumbers[] {
    return this.#list(entry)
      .map((row) => this.#describe(row))
      .sort((a, b) => a.minutes - b.minutes);
  }

  #count(row: number, id: number): void {
    const columns = this.#columns;
    const at = row * column.width;
    const apart = id - columns[at + column.origin]!;
    columns[at + column.goroutines]!++;
    columns[at + column.sum]! += apart;
    columns[at + column.squares]! += apart * apart;
  }

  #open(entry: number, minutes: number, origin: number): number {
    this.#entries = growInts(this.#entries, entry * 2 + 2);
    if (this.#entries[entry * 2 + 1]! < maxDistinctWaits) return this.#add(entry, minutes, origin);
    this.rounded++;
    const least = 2 ** Math.floor(Math.log2(minutes));
    const known = this.#rows.get(entry, least) - 1;
    return known < 0 ? this.#add(entry, least, origin) : known;
  }

  #add(entry: number, minutes: number, origin: number): number {
    const row = this.#used++;
    this.#columns = growFloats(this.#columns, column.width * this.#used);
    this.#next = growInts(this.#next, this.#used);
    this.#columns[row * column.width] = minutes;
    this.#columns[row * column.width + column.origin] = origin;
    this.#next[row] = this.#entries[entry * 2]!;
    this.#entries[entry * 2] = row + 1;
    this.#entries[entry * 2 + 1]!++;
    this.#rows.add(entry, minutes, row + 1);
    return row;
  }

  /** Where the columns of an entry's rows begin. */
  #list(entry: number): number[] {
    const rows: number[] = [];
    for (let row = this.#entries[entry * 2] ?? 0; row > 0; row = this.#next[row - 1]!) {
      rows.push((row - 1) * column.width);
    }
    return rows;
  }

  #describe(at: number): WaitNumbers {
    const columns = this.#columns;
    const count = columns[at + column.goroutines]!;
    const mean = columns[at + column.sum]! / count;
    const variance = Math.max(0, columns[at + column.squares]! / count - mean ** 2);
    return { minutes: columns[at]!, count, meanNumber: columns[at + column.origin]! + mean, variance };
  }
}
