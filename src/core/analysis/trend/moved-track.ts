// A number that has changed: its extremes, its blocks at rest, and the newest values, which the blocks have not been
// told yet.
import { BitReader, BitWriter } from './bits.ts';
import { addRun } from './downsampled-series.ts';
import { keptTimes, type Clock } from './clock.ts';
import { openResolutions, type OpenResolutions, type Owner, type Resolutions } from './open-resolutions.ts';
import { packSeries, unpackSeries, type Detail } from './packed-blocks.ts';

/**
 * Blocks are told so many values at a time. While the number stands still, nothing has to be remembered of it: then
 * more.
 */
const maxMoving = 16;
const maxStill = keptTimes - 5;

/** Samples in a row that may be odd: what is back after so many never went. */
const maxOdd = 3;
/** A step so many times the usual one waits until it is known to last. */
const oddFactor = 4;

/** Far off and moving on by as much again is growth, or a fall, that is under way. */
function isUnderWay(level: number, odd: readonly number[], value: number): boolean {
  const first = odd[0]! - level;
  return (value - odd.at(-1)!) / first >= 0.5;
}

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
  /** Three resolutions; empty: it stood at `first`. */
  #packed = '';
  /** Samples that are behind it: in `#packed`, or in the open resolutions alone when those are newer. */
  #told: number;
  #isNewer = false;
  /** Samples that are understood: all but the odd ones at the end. */
  #understood: number;
  /** The last of them. */
  #level: number;
  /** Newest samples that lie far from the level, until it is known whether they last. */
  #odd: number[] | undefined = undefined;
  /** The last value behind it, and those that came later. Undefined: it has stood still since. */
  #before: number;
  #waiting: number[] | undefined = undefined;
  #open: OpenResolutions | undefined = undefined;
  /**
   * Samples that the open resolutions know of, `#told` or more: to be judged they are shown what is waiting, and
   * forgotten unchanged.
   */
  #shown = 0;

  /** `stood`: its value in the first `samples` samples. */
  constructor(stood: number, samples: number, detail: Detail) {
    this.first = stood;
    this.low = stood;
    this.high = stood;
    this.#detail = detail;
    this.#told = samples;
    this.#understood = samples;
    this.#level = stood;
    this.#before = stood;
  }

  /** The newest value that is no odd sample. */
  get level(): number {
    return this.#level;
  }

  /** The clock's newest sample. */
  set(clock: Clock, value: number): void {
    const odd = this.#odd;
    if (odd === undefined) {
      if (this.#detail === 'means' || this.#isUsual(value)) this.#take(clock, value);
      else this.#odd = [value];
      return;
    }
    const level = this.#level;
    if ((value - level) / (odd[0]! - level) < 0.5) {
      this.#odd = undefined;
      for (let index = 1; index <= odd.length; index++) this.#take(clock, bridge(level, value, index, odd.length));
      this.set(clock, value);
    } else if (odd.length < maxOdd && !isUnderWay(level, odd, value)) odd.push(value);
    else {
      this.#odd = undefined;
      for (const one of odd) this.#take(clock, one);
      this.#take(clock, value);
    }
  }

  #isUsual(value: number): boolean {
    const usual = (this.rise + this.fall) / this.#understood;
    return Math.abs(value - this.#level) <= oddFactor * Math.max(1, usual);
  }

  /** The next sample that is understood. */
  #take(clock: Clock, value: number): void {
    const last = this.#level;
    const step = value - last;
    const ahead = this.#understood - this.#told;
    if (step !== 0) {
      if (step > 0) this.rise += step;
      else this.fall -= step;
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
      if (this.#waiting === undefined) {
        if (ahead >= maxMoving) this.#tell(clock, this.#told + ahead);
        this.#waiting = new Array<number>(this.#understood - this.#told).fill(last);
      }
    }
    this.#level = value;
    this.#understood++;
    this.#waiting?.push(value);
    if (ahead + 1 >= (this.#waiting === undefined ? maxStill : maxMoving)) this.#tell(clock, this.#understood);
  }

  /** The same for the samples from `from` on, which the clock has not ticked yet. */
  setAll(clock: Clock, times: Float64Array, raw: Float64Array, begin: number): void {
    let from = begin;
    for (; this.#odd !== undefined && from < raw.length; from++) {
      clock.tick(times[from]!);
      this.set(clock, raw[from]!);
    }
    const behind = this.#understood;
    const last = this.#level;
    const all = this.#siftAll(raw, from);
    const to = from + this.#understood - behind;
    if (from === to) return clock.tickAll(times, from, raw.length);
    const before = this.#level;
    const lastMs = times[to - 1]!;
    let recent = from;
    while (times[recent]! < lastMs - recentMs) recent++;
    const { hour, day, week } = this.#show(clock, behind, lastMs - clock.firstMs);
    if (recent > from) {
      hour.clear();
      hour.expect(recentMs);
    }
    addRun([hour], times, all, recent, to, recent === from ? last : all[recent - 1]!);
    addRun([day, week], times, all, from, to, last);
    clock.tickAll(times, from, raw.length);
    this.#isNewer = true;
    this.#told = this.#shown = this.#understood;
    this.#before = before;
    this.#waiting = undefined;
  }

  /** Values from `from` on without odd samples; those that are not understood yet are left over. */
  #siftAll(raw: Float64Array, from: number): Float64Array {
    const all = new Float64Array(raw.length);
    const begin = this.#level;
    let { low, high } = this;
    let level = begin;
    let taken = this.#understood;
    let moved = this.rise + this.fall;
    let next = from;
    let odd: number[] = [];
    for (let index = from; index < raw.length; index++) {
      const value = raw[index]!;
      const size = Math.abs(value - level);
      // Nearly all values go this way, without a call.
      if (odd.length === 0 && (size <= oddFactor || size * taken <= oddFactor * moved)) {
        moved += size;
        if (value < low) low = value;
        if (value > high) high = value;
        level = value;
        taken++;
        all[next++] = value;
        continue;
      }
      if (odd.length === 0) {
        odd = [value];
        continue;
      }
      const isBack = (value - level) / (odd[0]! - level) < 0.5;
      if (!isBack && odd.length < maxOdd && !isUnderWay(level, odd, value)) {
        odd.push(value);
        continue;
      }
      const settled = isBack ? bridgeAll(level, value, odd.length) : [...odd, value];
      odd = [];
      for (const one of settled) {
        moved += Math.abs(one - level);
        if (one < low) low = one;
        if (one > high) high = one;
        level = one;
        taken++;
        all[next++] = one;
      }
      // It is held against the level again.
      if (isBack) index--;
    }
    const rise = this.rise + (moved - this.rise - this.fall + level - begin) / 2;
    const fall = this.fall + Math.max(0, moved - this.rise - this.fall - (level - begin)) / 2;
    this.rise = rise;
    this.fall = fall;
    this.low = low;
    this.high = high;
    this.#level = level;
    this.#understood = taken;
    this.#odd = odd.length > 0 ? odd : undefined;
    return all;
  }

  /** Resolutions that know of all samples that are understood. */
  open(clock: Clock): Resolutions {
    return this.#show(clock, this.#understood);
  }

  pack({ hour, day, week }: Resolutions): void {
    this.#open = undefined;
    if (!this.#isNewer) return;
    packSeries(writer, hour, this.#detail);
    packSeries(writer, day, this.#detail);
    packSeries(writer, week, this.#detail);
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

  #show(clock: Clock, until: number, spanMs = 0): Resolutions {
    const { resolutions } = this.#unpack(clock, spanMs);
    const count = until - this.#shown;
    if (count <= 0) return resolutions;
    const known = this.#shown - this.#told;
    const before = known === 0 ? this.#before : (this.#waiting?.[known - 1] ?? this.#before);
    for (let index = 0; index < count; index++) {
      timesMs[index] = clock.timeOf(this.#shown + index);
      values[index] = this.#waiting === undefined ? this.#before : this.#waiting[known + index]!;
    }
    addRun([resolutions.hour, resolutions.day, resolutions.week], timesMs, values, 0, count, before);
    this.#shown = until;
    return resolutions;
  }

  /** `spanMs`: how long the life will be at least. */
  #unpack(clock: Clock, spanMs: number): OpenResolutions {
    const known = this.#open;
    if (known?.owner === this) return known;
    const one = openResolutions(this);
    const { hour, day, week } = one.resolutions;
    this.#open = one;
    this.#shown = this.#told;
    if (this.#packed === '') {
      const untilMs = clock.timeOf(this.#told - 1);
      for (const series of [hour, day, week]) {
        series.expect(spanMs);
        series.fill(clock.firstMs, untilMs, this.first, this.#told);
      }
    } else {
      const reader = new BitReader(this.#packed);
      unpackSeries(reader, hour, this.#detail);
      unpackSeries(reader, day, this.#detail);
      unpackSeries(reader, week, this.#detail);
    }
    return one;
  }
}

/** What stands in the place of an odd sample, the `index`th of `count`: a straight line from before to after. */
function bridge(before: number, after: number, index: number, count: number): number {
  return Math.round(before + ((after - before) * index) / (count + 1));
}

function bridgeAll(before: number, after: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => bridge(before, after, index + 1, count));
}
