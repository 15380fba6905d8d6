// The past of one number in a bounded row of blocks of equal span, each with its low and its high. Verdicts read blocks, never samples: a day
// of samples costs no more to judge than an hour, and lows of blocks are what tells a leak from traffic.

/** What a series said at one point: one sample, or several thinned into a band. */
export interface Point {
  readonly atMs: number;
  readonly last: number;
  readonly least: number;
  readonly most: number;
  /** How many samples stand behind it, at least 1. */
  readonly samples: number;
}

const firstWidthMs = 1_000;

/**
 * Blocks from `originMs` on, `widthMs` each; a block with `samples` 0 lies in a gap. Full, the train either doubles its width or forgets its oldest
 * quarter, so that it covers `keepMs` at least.
 */
export class BlockTrain {
  originMs = NaN;
  widthMs = firstWidthMs;
  /** Blocks in use. */
  length = 0;
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly last: Float32Array;
  readonly sum: Float32Array;
  readonly samples: Float32Array;
  /** Sums of what it rose and fell by from sample to sample, and of the squares of the rises. */
  readonly rise: Float32Array;
  readonly fall: Float32Array;
  readonly riseSquared: Float32Array;
  /** The deepest fall from a high to a later low within the block. */
  readonly drop: Float32Array;
  readonly #capacity: number;
  readonly #keepMs: number;
  #value = NaN;

  constructor(capacity: number, keepMs: number) {
    this.#capacity = capacity;
    this.#keepMs = keepMs;
    const make = () => new Float32Array(capacity);
    this.low = make();
    this.high = make();
    this.last = make();
    this.sum = make();
    this.samples = make();
    this.rise = make();
    this.fall = make();
    this.riseSquared = make();
    this.drop = make();
  }

  /** Times must not descend; a point before the newest block counts into that block. */
  push(atMs: number, last: number, least: number, most: number, samples: number): void {
    if (this.length === 0) this.originMs = atMs;
    let index = Math.max(this.length - 1, Math.floor((atMs - this.originMs) / this.widthMs));
    while (index >= this.#capacity) {
      this.#makeRoom();
      index = Math.max(this.length - 1, Math.floor((atMs - this.originMs) / this.widthMs));
    }
    const before = this.#value;
    const step = before === before ? last - before : 0;
    this.#value = last;
    if (index >= this.length) {
      this.#clear(this.length, index + 1);
      this.length = index + 1;
    }
    const known = this.samples[index] ?? 0;
    if (known === 0) {
      this.low[index] = least;
      this.high[index] = most;
      this.drop[index] = samples > 1 ? Math.max(0, most - last) : 0;
    } else {
      const high = this.high[index] ?? most;
      if (high - least > (this.drop[index] ?? 0)) this.drop[index] = high - least;
      if (least < (this.low[index] ?? least)) this.low[index] = least;
      if (most > high) this.high[index] = most;
    }
    this.last[index] = last;
    this.samples[index] = known + samples;
    this.sum[index] = (this.sum[index] ?? 0) + last * samples;
    if (step > 0) {
      this.rise[index] = (this.rise[index] ?? 0) + step;
      this.riseSquared[index] = (this.riseSquared[index] ?? 0) + step * step;
    } else if (step < 0) this.fall[index] = (this.fall[index] ?? 0) - step;
  }

  /** The same as pushing `samples` equal values, evenly spread, into an empty train. */
  fill(fromMs: number, toMs: number, value: number, samples: number): void {
    const span = toMs - fromMs;
    this.originMs = fromMs;
    while (span >= this.widthMs * this.#capacity) this.widthMs *= 2;
    this.length = Math.floor(span / this.widthMs) + 1;
    const each = samples / this.length;
    for (let index = 0; index < this.length; index++) {
      this.low[index] = value;
      this.high[index] = value;
      this.last[index] = value;
      this.sum[index] = value * each;
      this.samples[index] = each;
    }
    this.#value = value;
  }

  #clear(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      this.samples[index] = 0;
      this.sum[index] = 0;
      this.rise[index] = 0;
      this.fall[index] = 0;
      this.riseSquared[index] = 0;
      this.drop[index] = 0;
    }
  }

  #makeRoom(): void {
    if (this.widthMs * this.length < this.#keepMs) this.#pair();
    else this.#forget(this.#capacity >> 2);
  }

  #forget(blocks: number): void {
    for (const column of [
      this.low,
      this.high,
      this.last,
      this.sum,
      this.samples,
      this.rise,
      this.fall,
      this.riseSquared,
      this.drop,
    ]) {
      column.copyWithin(0, blocks, this.length);
    }
    this.originMs += blocks * this.widthMs;
    this.length = Math.max(this.length - blocks, 1);
  }

  #pair(): void {
    const pairs = (this.length + 1) >> 1;
    for (let index = 0; index < pairs; index++) this.#join(index, 2 * index, 2 * index + 1);
    this.length = pairs;
    this.widthMs *= 2;
  }

  #join(into: number, a: number, b: number): void {
    const hasB = b < this.length && (this.samples[b] ?? 0) > 0;
    const hasA = (this.samples[a] ?? 0) > 0;
    const from = hasA ? a : b;
    if (!hasA && !hasB) {
      this.#clear(into, into + 1);
      return;
    }
    if (hasA && hasB) {
      this.drop[into] = Math.max(this.drop[a]!, this.drop[b]!, this.high[a]! - this.low[b]!);
      this.low[into] = Math.min(this.low[a]!, this.low[b]!);
      this.high[into] = Math.max(this.high[a]!, this.high[b]!);
      this.last[into] = this.last[b]!;
      for (const column of [this.sum, this.samples, this.rise, this.fall, this.riseSquared]) {
        column[into] = column[a]! + column[b]!;
      }
      return;
    }
    for (const column of [
      this.drop,
      this.low,
      this.high,
      this.last,
      this.sum,
      this.samples,
      this.rise,
      this.fall,
      this.riseSquared,
    ]) {
      column[into] = column[from]!;
    }
  }
}
