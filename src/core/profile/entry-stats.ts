// What is known of the goroutines folded into one entry: counts, waits, numbers.
import { growFloats } from '../transport/grow.ts';
import type { WaitHistogram, WaitNumbers } from './model.ts';

/** Columns of one entry. */
const column = { count: 0, leaked: 1, locked: 2, firstId: 3, lastId: 4, creator: 5, elided: 6, width: 7 } as const;

const mixed = -1;
/** Distinct minutes per entry. Further ones are rounded down to a power of two and reported. */
const maxDistinctWaits = 4096;

export class EntryStats {
  #columns = new Float64Array(column.width * 16);
  #entries = 0;
  readonly #waits: (Map<number, WaitSums> | undefined)[] = [];
  readonly #ids: number[][] = [];
  readonly #maxIds: number;
  /** Goroutines whose wait was rounded because an entry had too many different ones. */
  roundedWaits = 0;

  constructor(maxIds: number) {
    this.#maxIds = maxIds;
  }

  get entries(): number {
    return this.#entries;
  }

  /** A new entry without goroutines. */
  addEntry(): number {
    const entry = this.#entries++;
    this.#columns = growFloats(this.#columns, column.width * this.#entries);
    this.#waits.push(undefined);
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
    if (waitMinutes > 0) this.#addWait(entry, waitMinutes, id);
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
    const waits = this.#waits[entry];
    const count = this.count(entry);
    if (!waits) return count > 0 ? [[0, count]] : [];
    const listed = [...waits]
      .map(([minutes, { goroutines }]) => [minutes, goroutines] as const)
      .sort(([a], [b]) => a - b);
    const waiting = listed.reduce((sum, [, goroutines]) => sum + goroutines, 0);
    return count > waiting ? [[0, count - waiting], ...listed] : listed;
  }

  /** Undefined where no goroutine of the entry shows a wait. */
  waitNumbers(entry: number): readonly WaitNumbers[] | undefined {
    const waits = this.#waits[entry];
    if (!waits) return undefined;
    const listed = [...waits].map(([minutes, { goroutines, origin, sum, squares }]) => {
      const mean = sum / goroutines;
      const variance = Math.max(0, squares / goroutines - mean ** 2);
      return { minutes, count: goroutines, meanNumber: origin + mean, variance };
    });
    return listed.sort((a, b) => a.minutes - b.minutes);
  }

  #addWait(entry: number, waitMinutes: number, id: number): void {
    const waits = (this.#waits[entry] ??= new Map());
    let known = waits.get(waitMinutes);
    if (known === undefined && waits.size >= maxDistinctWaits) {
      this.roundedWaits++;
      const rounded = 2 ** Math.floor(Math.log2(waitMinutes));
      known = waits.get(rounded) ?? openSums(waits, rounded, id);
    }
    known ??= openSums(waits, waitMinutes, id);
    // A sum of squares of large numbers loses precision, so numbers are counted from the first of them.
    const apart = id - known.origin;
    known.goroutines++;
    known.sum += apart;
    known.squares += apart * apart;
  }
}

/** Goroutines with the same wait: how many, and sums over their numbers, counted from `origin`. */
interface WaitSums {
  goroutines: number;
  readonly origin: number;
  sum: number;
  squares: number;
}

function openSums(waits: Map<number, WaitSums>, minutes: number, origin: number): WaitSums {
  const sums = { goroutines: 0, origin, sum: 0, squares: 0 };
  waits.set(minutes, sums);
  return sums;
}
