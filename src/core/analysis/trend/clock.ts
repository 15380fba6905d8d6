// Sample times of one life of a process, shared by all its tracks.

import { keptTimes } from './kept-times.ts';
import { ResolutionPool } from './open-resolutions.ts';

/** A clock as JSON can hold it. */
export interface SavedClock {
  /** Null before the first sample. */
  readonly firstMs: number | null;
  readonly samples: number;
  /** The newest times, oldest first. */
  readonly timesMs: readonly number[];
}

export class Clock {
  firstMs = NaN;
  lastMs = NaN;
  samples = 0;
  readonly #times = new Float64Array(keptTimes);
  /** Where the tracks of this clock unpack their resolutions. */
  readonly resolutions: ResolutionPool;

  constructor(resolutions: ResolutionPool = new ResolutionPool()) {
    this.resolutions = resolutions;
  }

  /** Times must not descend. */
  tick(atMs: number): void {
    if (this.samples === 0) this.firstMs = atMs;
    this.lastMs = atMs;
    this.#times[this.samples % keptTimes] = atMs;
    this.samples++;
  }

  /** Adds each of these times. */
  tickAll(timesMs: Float64Array, from: number, to: number): void {
    const skipped = Math.max(0, to - from - keptTimes);
    if (this.samples === 0 && to > from) this.firstMs = timesMs[from]!;
    this.samples += skipped;
    for (let index = from + skipped; index < to; index++) this.tick(timesMs[index]!);
  }

  /** Time of the sample with this index, from 0; only of the newest `keptTimes`. */
  timeOf(sample: number): number {
    return this.#times[sample % keptTimes]!;
  }

  save(): SavedClock {
    const { firstMs, samples } = this;
    const kept = Math.min(samples, keptTimes);
    const timesMs = Array.from({ length: kept }, (_, index) => this.timeOf(samples - kept + index));
    return { firstMs: samples === 0 ? null : firstMs, samples, timesMs };
  }

  static restore({ firstMs, samples, timesMs }: SavedClock, resolutions: ResolutionPool): Clock {
    const clock = new Clock(resolutions);
    clock.samples = samples - timesMs.length;
    for (const atMs of timesMs) clock.tick(atMs);
    clock.firstMs = firstMs ?? NaN;
    return clock;
  }
}
