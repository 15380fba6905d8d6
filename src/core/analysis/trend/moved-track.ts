// A number that has changed: its extremes, its blocks at rest, and the newest values, which the blocks have not been told yet.
import { BitReader, BitWriter } from './bits.ts';
import { keptTimes, type Clock } from './clock.ts';
import { openTrains, type OpenTrains, type Owner, type Trains } from './open-trains.ts';
import { packTrain, unpackTrain, type Detail } from './packed-blocks.ts';

/** Blocks are told so many values at a time. While the number stands still, nothing has to be remembered of it: then more. */
const mostMoving = 16;
const mostStill = keptTimes - 1;

const timesMs = new Float64Array(keptTimes);
const values = new Float64Array(keptTimes);
const writer = new BitWriter();

export class MovedTrack implements Owner {
  readonly first: number;
  low: number;
  high: number;
  rise = 0;
  fall = 0;
  readonly #detail: Detail;
  /** Three trains; empty: it stood at `first`. */
  #packed = '';
  /** Samples that are behind it: in `#packed`, or in the open trains alone when those are newer. */
  #told: number;
  #isNewer = false;
  /** The last value behind it, and those that came later. Undefined: it has stood still since. */
  #before: number;
  #waiting: number[] | undefined = undefined;
  #open: OpenTrains | undefined = undefined;
  /** Samples that the open trains know of, `#told` or more: to be judged they are shown what is waiting, and forgotten unchanged. */
  #shown = 0;

  /** `stood`: its value in the first `samples` samples. */
  constructor(stood: number, samples: number, detail: Detail) {
    this.first = stood;
    this.low = stood;
    this.high = stood;
    this.#detail = detail;
    this.#told = samples;
    this.#before = stood;
  }

  /** The value of the clock's newest sample, and of the one before. */
  set(clock: Clock, last: number, value: number): void {
    const step = value - last;
    const ahead = clock.samples - 1 - this.#told;
    if (step !== 0) {
      if (step > 0) this.rise += step;
      else this.fall -= step;
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
      if (this.#waiting === undefined) {
        if (ahead >= mostMoving) this.#tell(clock, this.#told + ahead);
        this.#waiting = new Array<number>(clock.samples - 1 - this.#told).fill(last);
      }
    }
    this.#waiting?.push(value);
    if (ahead + 1 >= (this.#waiting === undefined ? mostStill : mostMoving)) this.#tell(clock, clock.samples);
  }

  /** Trains that know of all samples. */
  open(clock: Clock): Trains {
    return this.#show(clock, clock.samples);
  }

  pack({ hour, day, week }: Trains): void {
    this.#open = undefined;
    if (!this.#isNewer) return;
    packTrain(writer, hour, this.#detail);
    packTrain(writer, day, this.#detail);
    packTrain(writer, week, this.#detail);
    this.#packed = writer.finish();
    this.#isNewer = false;
    this.#putBehind(this.#shown);
  }

  #tell(clock: Clock, until: number): void {
    this.#show(clock, until);
    this.#isNewer = true;
    this.#putBehind(until);
  }

  #putBehind(until: number): void {
    const count = until - this.#told;
    if (count === 0) return;
    this.#told = until;
    if (this.#waiting === undefined) return;
    this.#before = this.#waiting[count - 1]!;
    const rest = this.#waiting.slice(count);
    this.#waiting = rest.length === 0 ? undefined : rest;
  }

  #show(clock: Clock, until: number): Trains {
    const { trains } = this.#unpack(clock);
    const count = until - this.#shown;
    if (count <= 0) return trains;
    const known = this.#shown - this.#told;
    const before = known === 0 ? this.#before : (this.#waiting?.[known - 1] ?? this.#before);
    for (let index = 0; index < count; index++) {
      timesMs[index] = clock.timeOf(this.#shown + index);
      values[index] = this.#waiting === undefined ? this.#before : this.#waiting[known + index]!;
    }
    trains.hour.addRun(timesMs, values, 0, count, before);
    trains.day.addRun(timesMs, values, 0, count, before);
    trains.week.addRun(timesMs, values, 0, count, before);
    this.#shown = until;
    return trains;
  }

  #unpack(clock: Clock): OpenTrains {
    const known = this.#open;
    if (known?.owner === this) return known;
    const one = openTrains(this);
    const { hour, day, week } = one.trains;
    this.#open = one;
    this.#shown = this.#told;
    if (this.#packed === '') {
      const untilMs = clock.timeOf(this.#told - 1);
      for (const train of [hour, day, week]) train.fill(clock.firstMs, untilMs, this.first, this.#told);
    } else {
      const reader = new BitReader(this.#packed);
      unpackTrain(reader, hour, this.#detail);
      unpackTrain(reader, day, this.#detail);
      unpackTrain(reader, week, this.#detail);
    }
    return one;
  }
}
