// When the samples of one life of a process were taken: one row of times for all of its tracks, which then need not
// keep times of their own.

/** So many of the newest times are known. */
export const keptTimes = 128;

export class Clock {
  firstMs = NaN;
  lastMs = NaN;
  samples = 0;
  readonly #times = new Float64Array(keptTimes);

  /** Times must not descend. */
  tick(atMs: number): void {
    if (this.samples === 0) this.firstMs = atMs;
    this.lastMs = atMs;
    this.#times[this.samples % keptTimes] = atMs;
    this.samples++;
  }

  /** Ticks at each of these times. */
  tickAll(timesMs: Float64Array, from: number, to: number): void {
    const skipped = Math.max(0, to - from - keptTimes);
    if (this.samples === 0 && to > from) this.firstMs = timesMs[from]!;
    this.samples += skipped;
    for (let index = from + skipped; index < to; index++) this.tick(timesMs[index]!);
  }

  /** Of the sample with this number, from 0; only of the newest `keptTimes`. */
  timeOf(sample: number): number {
    return this.#times[sample % keptTimes]!;
  }
}
