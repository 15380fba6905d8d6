// One number of one process over one life, at three resolutions: hour, day, week. Most stacks never change; a constant
// track costs only this object. A changed one is packed until it is judged.
import { Clock } from './clock.ts';
import { MovedTrack, type SavedMoves } from './moved-track.ts';
import type { Resolutions } from './open-resolutions.ts';
import type { Detail } from './packed-blocks.ts';

/** A track without its clock, as JSON can hold it: the number alone while it has never changed. */
export type SavedTrack = number | (SavedMoves & { readonly last: number });

export class Track {
  readonly clock: Clock;
  last: number;
  #moved: MovedTrack | undefined;

  /**
   * Tracks of one life may share a clock. Each must then receive its value after every tick. A track that is added
   * later is taken as 0 before.
   */
  constructor(clock: Clock = new Clock()) {
    this.clock = clock;
    this.last = 0;
    this.#moved = undefined;
  }

  get firstMs(): number {
    return this.clock.firstMs;
  }

  get lastMs(): number {
    return this.clock.lastMs;
  }

  get samples(): number {
    return this.clock.samples;
  }

  /** The newest value that is not an outlier. A value far from the previous ones may return soon. */
  get level(): number {
    return this.#moved?.level ?? this.last;
  }

  get first(): number {
    return this.#moved?.first ?? this.last;
  }

  get low(): number {
    return this.#moved?.low ?? (this.clock.samples === 0 ? Infinity : this.last);
  }

  get high(): number {
    return this.#moved?.high ?? (this.clock.samples === 0 ? -Infinity : this.last);
  }

  /** Sums of rises and falls over the whole life, from sample to sample. */
  get rise(): number {
    return this.#moved?.rise ?? 0;
  }

  get fall(): number {
    return this.#moved?.fall ?? 0;
  }

  /**
   * Undefined if the number has never changed. Valid until a hundred other tracks were read, or until the next value.
   */
  get resolutions(): Resolutions | undefined {
    return this.#moved?.open(this.clock);
  }

  /** For a track with its own clock. Times must not descend. `detail`: what the track must be able to answer. */
  push(atMs: number, value: number, detail: Detail = 'all'): void {
    this.clock.tick(atMs);
    this.set(value, detail);
  }

  /** Adds the value at the newest tick of the clock. */
  set(value: number, detail: Detail = 'all'): void {
    const moved = this.#moved;
    if (moved !== undefined) moved.set(this.clock, value);
    else if (value !== this.last && this.clock.samples > 1) {
      this.#moved = new MovedTrack(this.last, this.clock.samples - 1, detail);
      this.#moved.set(this.clock, value);
    }
    this.last = value;
  }

  /**
   * Equivalent to pushing all values one by one, in a tenth of the time: values older than a few hours skip the hour.
   * For a track with its own clock.
   */
  pushAll(timesMs: Float64Array, values: Float64Array): void {
    const { clock } = this;
    const count = timesMs.length;
    let index = 0;
    if (count === 0) return;
    if (clock.samples === 0) this.last = values[0]!;
    if (this.#moved === undefined) {
      while (index < count && values[index] === this.last) index++;
      clock.tickAll(timesMs, 0, index);
      if (index === count) return;
      this.#moved = new MovedTrack(this.last, clock.samples, 'all');
    }
    this.#moved.setAll(clock, timesMs, values, index);
    this.last = values[count - 1]!;
  }

  save(): SavedTrack {
    return this.#moved === undefined ? this.last : { last: this.last, ...this.#moved.save() };
  }

  /** `clock`: the clock that it had when it was saved. */
  static restore(saved: SavedTrack, clock: Clock): Track {
    const track = new Track(clock);
    if (typeof saved === 'number') track.last = saved;
    else {
      track.last = saved.last;
      track.#moved = MovedTrack.restore(saved);
    }
    return track;
  }
}
