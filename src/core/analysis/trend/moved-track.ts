// A number that has changed: its extremes, its blocks at rest, and the newest values, which the blocks have not been told yet.
import { BitReader, BitWriter } from './bits.ts';
import { addRun } from './block-train.ts';
import { keptTimes, type Clock } from './clock.ts';
import { openTrains, type OpenTrains, type Owner, type Trains } from './open-trains.ts';
import { packTrain, unpackTrain, type Detail } from './packed-blocks.ts';

/** Blocks are told so many values at a time. While the number stands still, nothing has to be remembered of it: then more. */
const mostMoving = 16;
const mostStill = keptTimes - 1;

/** What of a long run enters the hour. */
const recentMs = 3 * 60 * 60_000;

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

  /** The same for the samples from `from` on, which the clock has not ticked yet. */
  setAll(clock: Clock, last: number, times: Float64Array, all: Float64Array, from: number): void {
    const to = all.length;
    if (from === to) return;
    let { low, high } = this;
    let before = last;
    let moved = 0;
    for (let index = from; index < to; index++) {
      const value = all[index]!;
      moved += Math.abs(value - before);
      if (value < low) low = value;
      if (value > high) high = value;
      before = value;
    }
    const rise = (moved + (before - last)) / 2;
    this.rise += rise;
    this.fall += Math.max(0, moved - rise);
    this.low = low;
    this.high = high;
    const lastMs = times[to - 1]!;
    let recent = from;
    while (times[recent]! < lastMs - recentMs) recent++;
    const { hour, day, week } = this.#show(clock, clock.samples, lastMs - clock.firstMs);
    if (recent > from) {
      hour.clear();
      hour.expect(recentMs);
    }
    addRun([hour], times, all, recent, to, recent === from ? last : all[recent - 1]!);
    addRun([day, week], times, all, from, to, last);
    clock.tickAll(times, from, to);
    this.#isNewer = true;
    this.#told = this.#shown = clock.samples;
    this.#before = before;
    this.#waiting = undefined;
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

  #show(clock: Clock, until: number, spanMs = 0): Trains {
    const { trains } = this.#unpack(clock, spanMs);
    const count = until - this.#shown;
    if (count <= 0) return trains;
    const known = this.#shown - this.#told;
    const before = known === 0 ? this.#before : (this.#waiting?.[known - 1] ?? this.#before);
    for (let index = 0; index < count; index++) {
      timesMs[index] = clock.timeOf(this.#shown + index);
      values[index] = this.#waiting === undefined ? this.#before : this.#waiting[known + index]!;
    }
    addRun([trains.hour, trains.day, trains.week], timesMs, values, 0, count, before);
    this.#shown = until;
    return trains;
  }

  /** `spanMs`: how long the life will be at least. */
  #unpack(clock: Clock, spanMs: number): OpenTrains {
    const known = this.#open;
    if (known?.owner === this) return known;
    const one = openTrains(this);
    const { hour, day, week } = one.trains;
    this.#open = one;
    this.#shown = this.#told;
    if (this.#packed === '') {
      const untilMs = clock.timeOf(this.#told - 1);
      for (const train of [hour, day, week]) {
        train.expect(spanMs);
        train.fill(clock.firstMs, untilMs, this.first, this.#told);
      }
    } else {
      const reader = new BitReader(this.#packed);
      unpackTrain(reader, hour, this.#detail);
      unpackTrain(reader, day, this.#detail);
      unpackTrain(reader, week, this.#detail);
    }
    return one;
  }
}
