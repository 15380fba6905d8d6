// The past of one number as a bounded row of equal blocks, each with its low and high. Verdicts read blocks, never
// samples, so a day costs no more to judge than an hour. The lows of blocks tell a leak from traffic.

/** Fields of a block and their positions. They are adjacent, so that a block is read at once. */
export const fields = 10;
export const lowAt = 0;
export const highAt = 1;
export const lastAt = 2;
/** Sum of the values, one per sample. */
export const sumAt = 3;
/** Number of samples; 0 in a gap, where low, high and last have no meaning. */
export const samplesAt = 4;
/** Sums of the rises and falls from sample to sample, and of the squared rises. */
export const riseAt = 5;
export const fallAt = 6;
export const riseSquaredAt = 7;
/** The deepest fall from a high to a later low within the block. */
export const dropAt = 8;
/** Number of samples above the previous one. */
export const upsAt = 9;

/**
 * Blocks from `originMs` on, `widthMs` each. A full series doubles its width or drops its oldest quarter, and always
 * covers at least `keepMs`. Single precision: counts up to 16 million are exact.
 */
export class DownsampledSeries {
  originMs = NaN;
  widthMs: number;
  /** Number of blocks in use. */
  length = 0;
  readonly data: Float32Array;
  readonly firstWidthMs: number;
  readonly #capacity: number;
  readonly #keepMs: number;

  /** `firstWidthMs`: the minimum width of a block. */
  constructor(capacity: number, keepMs: number, firstWidthMs: number) {
    this.widthMs = firstWidthMs;
    this.firstWidthMs = firstWidthMs;
    this.#capacity = capacity;
    this.#keepMs = keepMs;
    this.data = new Float32Array(capacity * fields);
  }

  clear(): void {
    this.originMs = NaN;
    this.widthMs = this.firstWidthMs;
    this.length = 0;
  }

  /** The end of a time's block. Creates the block if it is missing; it is then the newest. */
  reach(atMs: number): number {
    if (this.length === 0) this.originMs = atMs;
    this.#find(atMs);
    return this.originMs + this.length * this.widthMs;
  }

  /** Adds a summary of consecutive samples to the newest block. */
  merge(
    low: number,
    high: number,
    last: number,
    sum: number,
    samples: number,
    rise: number,
    fall: number,
    riseSquared: number,
    drop: number,
    ups: number,
  ): void {
    const { data } = this;
    const at = (this.length - 1) * fields;
    if (data[at + samplesAt] === 0) {
      data[at + lowAt] = low;
      data[at + highAt] = high;
      data[at + dropAt] = drop;
    } else {
      const before = data[at + highAt]!;
      data[at + dropAt] = Math.max(data[at + dropAt]!, drop, before - low);
      data[at + lowAt] = Math.min(data[at + lowAt]!, low);
      data[at + highAt] = Math.max(before, high);
    }
    data[at + lastAt] = last;
    data[at + samplesAt]! += samples;
    data[at + sumAt]! += sum;
    data[at + riseAt]! += rise;
    data[at + riseSquaredAt]! += riseSquared;
    data[at + fallAt]! += fall;
    data[at + upsAt]! += ups;
  }

  /** Sets the width of an empty series for a run of this length, so that it is not widened step by step. */
  expect(spanMs: number): void {
    const capacity = this.#capacity;
    while (spanMs >= this.widthMs * capacity && this.widthMs * capacity < this.#keepMs) this.widthMs *= 2;
  }

  /** The same as adding `samples` equal, evenly spaced values to an empty series. */
  fill(fromMs: number, toMs: number, value: number, samples: number): void {
    const span = toMs - fromMs;
    this.originMs = fromMs;
    while (span >= this.widthMs * this.#capacity) this.widthMs *= 2;
    this.length = Math.floor(span / this.widthMs) + 1;
    const { data, length } = this;
    data.fill(0, 0, length * fields);
    for (let block = 0; block < length; block++) {
      const at = block * fields;
      const whole = Math.floor(((block + 1) * samples) / length) - Math.floor((block * samples) / length);
      // With fewer samples than blocks, each block gets a part of a sample, so that a constant number has no gaps.
      const share = Math.fround(samples < length ? samples / length : whole);
      data[at + lowAt] = value;
      data[at + highAt] = value;
      data[at + lastAt] = value;
      data[at + sumAt] = value * share;
      data[at + samplesAt] = share;
    }
  }

  /** Index of a time's block, which is created if it is missing. */
  #find(atMs: number): number {
    for (;;) {
      const index = Math.floor((atMs - this.originMs) / this.widthMs);
      if (index < this.length) return this.length - 1;
      if (index < this.#capacity) {
        this.data.fill(0, this.length * fields, (index + 1) * fields);
        this.length = index + 1;
        return index;
      }
      if (this.widthMs * this.length < this.#keepMs) this.#pair();
      else this.#forget(Math.min(this.length, Math.max(this.#capacity >> 2, index - this.#capacity + 1)));
    }
  }

  #forget(blocks: number): void {
    this.data.copyWithin(0, blocks * fields, this.length * fields);
    this.originMs += blocks * this.widthMs;
    this.length -= blocks;
  }

  #pair(): void {
    const { data, length } = this;
    const pairs = (length + 1) >> 1;
    for (let pair = 0; pair < pairs; pair++) {
      const into = pair * fields;
      const a = 2 * pair * fields;
      const b = 2 * pair + 1 < length ? a + fields : a;
      if (b === a || data[b + samplesAt] === 0 || data[a + samplesAt] === 0) {
        const from = data[a + samplesAt] === 0 ? b : a;
        if (from !== into) data.copyWithin(into, from, from + fields);
        continue;
      }
      data[into + dropAt] = Math.max(data[a + dropAt]!, data[b + dropAt]!, data[a + highAt]! - data[b + lowAt]!);
      data[into + lowAt] = Math.min(data[a + lowAt]!, data[b + lowAt]!);
      data[into + highAt] = Math.max(data[a + highAt]!, data[b + highAt]!);
      data[into + lastAt] = data[b + lastAt]!;
      data[into + sumAt] = data[a + sumAt]! + data[b + sumAt]!;
      data[into + samplesAt] = data[a + samplesAt]! + data[b + samplesAt]!;
      data[into + riseAt] = data[a + riseAt]! + data[b + riseAt]!;
      data[into + fallAt] = data[a + fallAt]! + data[b + fallAt]!;
      data[into + upsAt] = data[a + upsAt]! + data[b + upsAt]!;
      data[into + riseSquaredAt] = data[a + riseSquaredAt]! + data[b + riseSquaredAt]!;
    }
    this.length = pairs;
    this.widthMs *= 2;
  }
}

/**
 * Adds the samples from `from` to before `to` to several series. Times must not descend. `before`: the value before the
 * first. Samples within one block are summed once. The loop has no branches on the direction, since that is random.
 */
export function addRun(
  resolutions: readonly DownsampledSeries[],
  timesMs: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  before: number,
): void {
  let index = from;
  let last = before;
  while (index < to) {
    const start = index;
    let endMs = Infinity;
    for (const series of resolutions) endMs = Math.min(endMs, series.reach(timesMs[index]!));
    let low = Infinity;
    let high = -Infinity;
    let drop = 0;
    let sum = 0;
    let moved = 0;
    let squares = 0;
    let ups = 0;
    const ahead = last;
    do {
      const value = values[index]!;
      const step = value - last;
      const size = Math.abs(step);
      moved += size;
      // Twice the step if it goes up, else 0.
      squares += (step + size) * (step + size);
      ups += Number(step > 0);
      if (high - value > drop) drop = high - value;
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      last = value;
      index++;
    } while (index < to && timesMs[index]! < endMs);
    const rise = (moved + (last - ahead)) / 2;
    const fall = Math.max(0, moved - rise);
    const samples = index - start;
    for (const series of resolutions) series.merge(low, high, last, sum, samples, rise, fall, squares / 4, drop, ups);
  }
}
