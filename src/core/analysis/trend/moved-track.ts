// The track of a number that has changed: its extremes, its packed blocks, and the newest values, which are not in the
// blocks yet.
import { BitReader } from './bits.ts';
import { addRun } from './downsampled-series.ts';
import type { Clock } from './clock.ts';
import { keptTimes } from './kept-times.ts';
import type { OpenResolutions, Owner, Resolutions } from './open-resolutions.ts';
import { packSeries, unpackSeries, type Detail } from './packed-blocks.ts';
import { hourMs } from '../../agreed-times.ts';

/** Number of values added to blocks at once. A constant number needs no memory, so it may wait longer. */
const maxMoving = 16;
const maxStill = keptTimes - 5;

/** Maximum number of consecutive outliers. A value that returns within them is ignored. */
const maxOdd = 3;
/** A step this many times the usual one is an outlier until it lasts. */
const oddFactor = 4;

/** A far value that moves on by as much again is real growth or a real fall. */
function isUnderWay(level: number, odd: readonly number[], value: number): boolean {
  const first = odd[0]! - level;
  return (value - odd.at(-1)!) / first >= 0.5;
}

/** Where the line that replaces outliers ends. A value further off on the other side is an outlier of its own. */
function findEnd(level: number, odd: readonly number[], value: number): number {
  return (value - level) / (odd[0]! - level) < -1 ? level : value;
}

/** The part of a long run that enters the hour. */
const recentMs = 3 * hourMs;

/** A moved track as JSON can hold it. */
export interface SavedMoves {
  readonly first: number;
  readonly low: number;
  readonly high: number;
  readonly rise: number;
  readonly fall: number;
  readonly detail: Detail;
  /** Bits, sixteen per character. */
  readonly packed: string;
  readonly told: number;
  readonly understood: number;
  readonly level: number;
  readonly before: number;
  readonly odd?: readonly number[] | undefined;
  readonly waiting?: readonly number[] | undefined;
}

export class MovedTrack implements Owner {
  readonly first: number;
  low: number;
  high: number;
  rise = 0;
  fall = 0;
  readonly #detail: Detail;
  /** The packed resolutions; empty while it equals `first`. */
  #packed = '';
  /** Number of samples in `#packed`, or in the open resolutions if those are newer. */
  #told: number;
  #isNewer = false;
  /** Number of samples accepted so far: all but outliers at the end. */
  #understood: number;
  /** The last accepted value. */
  #level: number;
  /** Newest outliers, until it is known whether they last. */
  #odd: number[] | undefined = undefined;
  /** The last value in the blocks, and later ones; undefined while it is constant. */
  #before: number;
  #waiting: number[] | undefined = undefined;
  #open: OpenResolutions | undefined = undefined;
  /**
   * Number of samples in the open resolutions, at least `#told`. For a verdict they also receive the waiting samples,
   * and are then dropped unchanged.
   */
  #shown = 0;

  /** `stood`: the value of the first `samples` samples. */
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

  /** The newest accepted value. */
  get level(): number {
    return this.#level;
  }

  /** Adds the value of the clock's newest sample. */
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
      const end = findEnd(level, odd, value);
      for (let index = 1; index <= odd.length; index++) this.#take(clock, bridge(level, end, index, odd.length));
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

  /** Accepts the next sample. */
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

  /** The same for the samples from `from` on, before the clock ticks. */
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

  /** The values from `from` on without outliers. Undecided ones are left over. */
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
      // The common case, without a call.
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
      const settled = isBack ? bridgeAll(level, findEnd(level, odd, value), odd.length) : [...odd, value];
      odd = [];
      for (const one of settled) {
        moved += Math.abs(one - level);
        if (one < low) low = one;
        if (one > high) high = one;
        level = one;
        taken++;
        all[next++] = one;
      }
      // Compares it with the level again.
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

  /** The resolutions with all accepted samples. */
  open(clock: Clock): Resolutions {
    return this.#show(clock, this.#understood);
  }

  pack(open: OpenResolutions): void {
    this.#open = undefined;
    this.#packNewer(open);
  }

  save(): SavedMoves {
    if (this.#open?.owner === this) this.#packNewer(this.#open);
    const { first, low, high, rise, fall } = this;
    return {
      ...{ first, low, high, rise, fall },
      detail: this.#detail,
      packed: this.#packed,
      told: this.#told,
      understood: this.#understood,
      level: this.#level,
      before: this.#before,
      odd: this.#odd && [...this.#odd],
      waiting: this.#waiting && [...this.#waiting],
    };
  }

  static restore(saved: SavedMoves): MovedTrack {
    const track = new MovedTrack(saved.first, saved.told, saved.detail);
    track.low = saved.low;
    track.high = saved.high;
    track.rise = saved.rise;
    track.fall = saved.fall;
    track.#packed = saved.packed;
    track.#understood = saved.understood;
    track.#level = saved.level;
    track.#before = saved.before;
    track.#odd = saved.odd && [...saved.odd];
    track.#waiting = saved.waiting && [...saved.waiting];
    return track;
  }

  #packNewer({ resolutions: { hour, day, week }, writer }: OpenResolutions): void {
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
    const { runTimesMs: timesMs, runValues: values } = clock.resolutions;
    for (let index = 0; index < count; index++) {
      timesMs[index] = clock.timeOf(this.#shown + index);
      values[index] = this.#waiting === undefined ? this.#before : this.#waiting[known + index]!;
    }
    addRun([resolutions.hour, resolutions.day, resolutions.week], timesMs, values, 0, count, before);
    this.#shown = until;
    return resolutions;
  }

  /** `spanMs`: the minimum length of the life. */
  #unpack(clock: Clock, spanMs: number): OpenResolutions {
    const known = this.#open;
    if (known?.owner === this) return known;
    const one = clock.resolutions.open(this);
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
      const reader = new BitReader(this.#packed, clock.resolutions.numbers);
      unpackSeries(reader, hour, this.#detail);
      unpackSeries(reader, day, this.#detail);
      unpackSeries(reader, week, this.#detail);
    }
    return one;
  }
}

/** The replacement of the `index`th of `count` outliers: a straight line from the value before to the value after. */
function bridge(before: number, after: number, index: number, count: number): number {
  return Math.round(before + ((after - before) * index) / (count + 1));
}

function bridgeAll(before: number, after: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => bridge(before, after, index + 1, count));
}
