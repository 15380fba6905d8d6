// The rows of a head chunk as columns that grow by one row at a time. A chunk has hours of rows, and a repeated query
// needs only the newest to be decoded.
import { figureNames } from '../port.ts';
import { ByteReader, Damage } from './byte-reader.ts';
import { makeSingle, mapFigures, type BandColumn, type Points } from './points.ts';

const maxChanges = 1_000_000;

/** Memory of a column besides its values, and of a series that shares one. */
const columnBytes = 250;
const seriesBytes = 100;

/**
 * Growth step in rows, at most half an hour. Columns of many targets are cached, so half-empty buffers would waste
 * memory.
 */
const roomRows = 32;

export interface StoredRow {
  readonly atMs: number;
  readonly body: Uint8Array;
}

interface Series {
  /** Undefined while the series still has its first value. */
  values: Float64Array | undefined;
  value: number;
  /** Number of valid entries in `values`. */
  filled: number;
}

export class ChunkColumns {
  #capacity: number;
  #count = 0;
  /** `timesMs`, `samples`, `lives`, `tookMs`, `goroutines`, then the figures. */
  readonly #plain: Float64Array[];
  readonly #series = new Map<number, Series>();
  #slots: readonly number[] | undefined;
  /** Most series are constant, so one column serves all series of a value. */
  #levels = new Map<number, Float64Array>();
  #moving = 0;

  /** Allocates this many rows and grows as needed. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
    this.#plain = Array.from({ length: plainColumns }, () => new Float64Array(this.#capacity));
  }

  get rows(): number {
    return this.#count;
  }

  /** Approximate memory of all columns. */
  get bytes(): number {
    const columns = this.#plain.length + this.#moving + this.#levels.size;
    const valueBytes = this.#capacity * Float64Array.BYTES_PER_ELEMENT;
    return columns * (valueBytes + columnBytes) + this.#series.size * seriesBytes;
  }

  /** Adds a row. After it throws Damage, the object must not be used. */
  add({ atMs, body }: StoredRow): void {
    const index = this.#count;
    if (index >= this.#capacity) this.#grow();
    const reader = new ByteReader(body);
    const [timesMs, samples, lives, tookMs, goroutines, ...figures] = this.#plain;
    timesMs![index] = atMs;
    samples![index] = 1;
    lives![index] = reader.readVarint();
    tookMs![index] = reader.readVarint();
    goroutines![index] = reader.readVarint();
    const mask = reader.readVarint();
    for (const [bit, values] of figures.entries()) values[index] = mask & (1 << bit) ? reader.readFloat() : NaN;
    let slot = 0;
    for (let changes = 0; !reader.isAtEnd(); changes++) {
      if (changes > maxChanges) throw new Damage('A row has too many changes.');
      slot += reader.readVarint();
      this.#change(slot, index, reader.readSigned());
    }
    this.#count++;
  }

  /** Returns the rows so far. Later rows do not change the returned columns. */
  points(): Points {
    const count = this.#count;
    const cut = (values: Float64Array) => values.subarray(0, count);
    const [timesMs, samples, lives, tookMs, goroutines, ...figures] = this.#plain.map(cut);
    const levels = new Map<number, BandColumn>();
    const makeLevel = (value: number): BandColumn => {
      const known = levels.get(value) ?? makeSingle(cut(this.#findLevel(value)), value);
      levels.set(value, known);
      return known;
    };
    const slots = (this.#slots ??= [...this.#series.keys()].sort((a, b) => a - b));
    return {
      timesMs: timesMs!,
      samples: samples!,
      lives: lives!,
      tookMs: makeSingle(tookMs!),
      goroutines: makeSingle(goroutines!),
      figures: mapFigures((name) => makeSingle(figures[figureNames.indexOf(name)]!)),
      slots,
      counts: slots.map((slot) => {
        const series = this.#series.get(slot)!;
        if (series.values === undefined) return makeLevel(series.value);
        fillUp(series, series.values, count);
        return makeSingle(cut(series.values));
      }),
    };
  }

  #change(slot: number, index: number, by: number): void {
    let series = this.#series.get(slot);
    if (series === undefined) {
      this.#series.set(slot, (series = { values: undefined, value: 0, filled: 0 }));
      this.#slots = undefined;
    }
    if (index > 0) {
      if (series.values === undefined) {
        series.values = new Float64Array(this.#capacity);
        this.#moving++;
      }
      fillUp(series, series.values, index);
    }
    series.value += by;
  }

  #findLevel(value: number): Float64Array {
    const known = this.#levels.get(value) ?? new Float64Array(this.#capacity).fill(value);
    this.#levels.set(value, known);
    return known;
  }

  #grow(): void {
    this.#capacity += roomRows;
    const copy = (values: Float64Array): Float64Array => {
      const larger = new Float64Array(this.#capacity);
      larger.set(values);
      return larger;
    };
    for (const [index, values] of this.#plain.entries()) this.#plain[index] = copy(values);
    for (const series of this.#series.values()) if (series.values) series.values = copy(series.values);
    this.#levels = new Map();
  }
}

const plainColumns = 5 + figureNames.length;

function fillUp(series: Series, values: Float64Array, upTo: number): void {
  values.fill(series.value, series.filled, upTo);
  series.filled = upTo;
}

/** Decodes all rows of one chunk. Throws Damage. */
export function decodeRows(rows: readonly StoredRow[]): Points {
  const columns = new ChunkColumns(rows.length);
  for (const row of rows) columns.add(row);
  return columns.points();
}
