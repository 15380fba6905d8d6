// What is known of the goroutines folded into one entry: counts, waits, numbers.
import { growFloats } from '../transport/grow.ts';
import type { WaitHistogram, WaitNumbers } from './model.ts';
import { WaitSums } from './wait-sums.ts';

/** Columns of one entry. */
const column = { count: 0, leaked: 1, locked: 2, firstId: 3, lastId: 4, creator: 5, elided: 6, width: 7 } as const;

const mixed = -1;
export class EntryStats {
  #columns = new Float64Array(column.width * 16);
  #entries = 0;
  readonly #waits = new WaitSums();
  readonly #ids: number[][] = [];
  readonly #maxIds: number;

  constructor(maxIds: number) {
    this.#maxIds = maxIds;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Goroutines whose wait was rounded because an entry had too many different ones. */
  get roundedWaits(): number {
    return this.#waits.rounded;
  }

  /** A new entry without goroutines. */
  addEntry(): number {
    const entry = this.#entries++;
    this.#columns = growFloats(this.#columns, column.width * this.#entries);
    this.#ids.push([]);
    return entry;
  }

  /** Adds goroutines. `creator` 0 means unknown; `elided` -1 means an unknown number. */
  add(
    entry: number,
    id: number,
    waitMinutes: number,
    locked: boolean,
    leaked: boolean,
    creator: number,
    elided: number,
  ): void {
    const columns = this.#columns;
    const at = entry * column.width;
    const count = ++columns[at + column.count]!;
    if (leaked) columns[at + column.leaked]!++;
    if (locked) columns[at + column.locked]!++;
    if (count === 1) {
      columns[at + column.firstId] = id;
      columns[at + column.lastId] = id;
      columns[at + column.creator] = creator;
      columns[at + column.elided] = elided;
    } else {
      if (id < columns[at + column.firstId]!) columns[at + column.firstId] = id;
      if (id > columns[at + column.lastId]!) columns[at + column.lastId] = id;
      if (columns[at + column.creator] !== creator) columns[at + column.creator] = mixed;
      if (columns[at + column.elided] !== elided) {
        columns[at + column.elided] = elided < 0 ? -1 : Math.max(elided, columns[at + column.elided]!);
      }
    }
    if (count <= this.#maxIds) this.#ids[entry]!.push(id);
    if (waitMinutes > 0) this.#waits.add(entry, waitMinutes, id);
  }

  count(entry: number): number {
    return this.#columns[entry * column.width]!;
  }

  leaked(entry: number): number {
    return this.#columns[entry * column.width + column.leaked]!;
  }

  lockedToThread(entry: number): number {
    return this.#columns[entry * column.width + column.locked]!;
  }

  firstId(entry: number): number {
    return this.#columns[entry * column.width + column.firstId]!;
  }

  lastId(entry: number): number {
    return this.#columns[entry * column.width + column.lastId]!;
  }

  sampleIds(entry: number): readonly number[] {
    return this.#ids[entry]!;
  }

  /** The goroutine that created all of them; undefined when it is unknown or not the same for all. */
  creatorGoroutine(entry: number): number | undefined {
    const creator = this.#columns[entry * column.width + column.creator]!;
    return creator > 0 ? creator : undefined;
  }

  elidedFrames(entry: number): number {
    return this.#columns[entry * column.width + column.elided]!;
  }

  waits(entry: number): WaitHistogram {
    const count = this.count(entry);
    if (!this.#waits.has(entry)) return [[0, count]];
    const waits = this.#waits.histogram(entry);
    const waiting = waits.reduce((sum, [, goroutines]) => sum + goroutines, 0);
    return count > waiting ? [[0, count - waiting], ...waits] : waits;
  }

  /** Undefined where no goroutine of the entry shows a wait. */
  waitNumbers(entry: number): readonly WaitNumbers[] | undefined {
    return this.#waits.has(entry) ? this.#waits.numbers(entry) : undefined;
  }
}
