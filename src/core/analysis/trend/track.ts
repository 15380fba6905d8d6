// One number of one process over one life, at three depths: the last hour, the last day and a week. Most stacks never
// change: a flat one costs nothing but this object until it does, and one that changed rests packed until it is judged.
import { Clock } from './clock.ts';
import { MovedTrack } from './moved-track.ts';
import type { Resolutions } from './open-resolutions.ts';
import type { Detail } from './packed-blocks.ts';

export class Track {
  readonly clock: Clock;
  last: number;
  #moved: MovedTrack | undefined;

  /**
   * Tracks of one life may share a clock: each then has to be told its number after every tick. One that comes later
   * stood at 0 since the clock's beginning.
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

  /** The newest number that is no odd sample: one far from those before that may be back soon. */
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

  /** Sums over the whole life, from sample to sample. */
  get rise(): number {
    return this.#moved?.rise ?? 0;
  }

  get fall(): number {
    return this.#moved?.fall ?? 0;
  }

  /**
   * Undefined while the number has never changed. Good until a hundred other tracks were asked for theirs, or a number
   * comes.
   */
  get resolutions(): Resolutions | undefined {
    return this.#moved?.open(this.clock);
  }

  /** For a track with a clock of its own. Times must not descend. `detail` is what it will ever be asked for. */
  push(atMs: number, value: number, detail: Detail = 'all'): void {
    this.clock.tick(atMs);
    this.set(value, detail);
  }

  /** The number at the newest tick of the clock. */
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
   * The same as pushing all values one by one, in a tenth of the time: what is older than a few hours never enters the
   * hour. For a track with a clock of its own.
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
}
