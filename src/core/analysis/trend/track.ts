// One number of one process over one life, at three depths: the last hour, the last day and a week. Most stacks never change: a flat one costs
// nothing but this object until it does.
import { BlockTrain } from './block-train.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Blocks, the span they cover at least, and how narrow a block may be. */
const depths = [
  { blocks: 128, keepMs: 75 * minuteMs, firstWidthMs: 1_000 },
  { blocks: 128, keepMs: 26 * hourMs, firstWidthMs: 30_000 },
  { blocks: 256, keepMs: 7.25 * 24 * hourMs, firstWidthMs: 2 * minuteMs },
] as const;

/** The longer trains are told at least so often, and whenever they are asked. */
const waitMs = 4 * minuteMs;

/** What `pushAll` tells the hour. */
const recentSpanMs = 3 * hourMs;

export interface Trains {
  readonly hour: BlockTrain;
  readonly day: BlockTrain;
  readonly week: BlockTrain;
}

export class Track {
  firstMs = NaN;
  lastMs = NaN;
  first = 0;
  last = 0;
  low = Infinity;
  high = -Infinity;
  samples = 0;
  /** Sums over the whole life, from sample to sample. */
  rise = 0;
  fall = 0;
  /** Samples that were above, and below, the one before. */
  rises = 0;
  falls = 0;
  #trains: Trains | undefined;
  /** What the longer trains have not been told yet: they take several samples at a time. */
  #stoodUntilMs = NaN;
  #waiting = 0;
  #waitingFromMs = 0;
  #low = 0;
  #high = 0;
  #sum = 0;
  #rise = 0;
  #fall = 0;
  #riseSquared = 0;
  #drop = 0;
  #ups = 0;

  /** Undefined while the number has never changed. */
  get trains(): Trains | undefined {
    this.#tellLonger();
    return this.#trains;
  }

  /** Begins with a number that stood still over `samples` samples. Only for a new track. */
  stand(fromMs: number, toMs: number, value: number, samples: number): void {
    this.firstMs = fromMs;
    this.lastMs = toMs;
    this.#stoodUntilMs = toMs;
    this.first = value;
    this.last = value;
    this.low = value;
    this.high = value;
    this.samples = samples;
  }

  /** `least` and `most` differ from `last` where several samples were thinned into one point. */
  push(atMs: number, last: number, least = last, most = last, samples = 1): void {
    if (this.samples === 0) {
      this.firstMs = atMs;
      this.first = last;
      this.last = last;
    }
    const step = last - this.last;
    if (this.#trains === undefined && (step !== 0 || least !== last || most !== last)) this.#trains = this.#board();
    const trains = this.#trains;
    if (trains !== undefined) {
      const rise = step > 0 ? step : 0;
      const fall = step < 0 ? -step : 0;
      const drop = most - last;
      trains.hour.add(
        atMs,
        least,
        most,
        last,
        last * samples,
        samples,
        rise,
        fall,
        rise * rise,
        drop,
        step > 0 ? 1 : 0,
      );
      if (this.#waiting === 0) {
        this.#waitingFromMs = atMs;
        this.#low = least;
        this.#high = most;
        this.#drop = drop;
        this.#sum = 0;
        this.#rise = 0;
        this.#fall = 0;
        this.#riseSquared = 0;
        this.#ups = 0;
      } else {
        if (this.#high - least > this.#drop) this.#drop = this.#high - least;
        if (drop > this.#drop) this.#drop = drop;
        if (least < this.#low) this.#low = least;
        if (most > this.#high) this.#high = most;
      }
      this.#waiting += samples;
      this.#sum += last * samples;
      this.#rise += rise;
      this.#fall += fall;
      this.#riseSquared += rise * rise;
      if (step > 0) this.#ups++;
    }
    if (step > 0) {
      this.rise += step;
      this.rises++;
    } else if (step < 0) {
      this.fall -= step;
      this.falls++;
    }
    if (least < this.low) this.low = least;
    if (most > this.high) this.high = most;
    this.samples += samples;
    this.last = last;
    this.lastMs = atMs;
    if (this.#trains === undefined) this.#stoodUntilMs = atMs;
    if (this.#waiting > 0 && atMs - this.#waitingFromMs >= waitMs) this.#tellLonger();
  }

  /**
   * The same as pushing all points one by one, in a fraction of the time: what is older than a few hours never enters the hour. NaN where nothing
   * was sampled. Without `bands`, each point is one sample.
   */
  pushAll(
    timesMs: Float64Array,
    lasts: Float64Array,
    bands?: { readonly least: Float64Array; readonly most: Float64Array; readonly samples: Uint32Array },
  ): void {
    const recentMs = (timesMs.at(-1) ?? 0) - recentSpanMs;
    let index = 0;
    while (index < timesMs.length && !(timesMs[index]! >= recentMs && this.samples > 0)) {
      index = this.#pushRun(timesMs, lasts, bands, index, recentMs);
    }
    for (; index < timesMs.length; index++) {
      const last = lasts[index]!;
      if (last !== last) continue;
      if (bands === undefined) this.push(timesMs[index]!, last);
      else
        this.push(timesMs[index]!, last, bands.least[index]!, bands.most[index]!, Math.max(1, bands.samples[index]!));
    }
  }

  /** Points that fall into one wait of the longer trains. Gives the index behind them. */
  #pushRun(
    timesMs: Float64Array,
    lasts: Float64Array,
    bands: { readonly least: Float64Array; readonly most: Float64Array; readonly samples: Uint32Array } | undefined,
    start: number,
    recentMs: number,
  ): number {
    this.#tellLonger();
    const untilMs = timesMs[start]! + waitMs;
    let before = this.last;
    let { low: lifeLow, high: lifeHigh } = this;
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let samples = 0;
    let rise = 0;
    let fall = 0;
    let riseSquared = 0;
    let drop = 0;
    let rises = 0;
    let falls = 0;
    let index = start;
    let first = this.samples === 0;
    for (; index < timesMs.length; index++) {
      const atMs = timesMs[index]!;
      if (atMs >= untilMs || (atMs >= recentMs && !first)) break;
      const last = lasts[index]!;
      if (last !== last) continue;
      const least = bands === undefined ? last : bands.least[index]!;
      const most = bands === undefined ? last : bands.most[index]!;
      const weight = bands === undefined ? 1 : Math.max(1, bands.samples[index]!);
      if (first) {
        first = false;
        this.firstMs = atMs;
        this.first = last;
        before = last;
      }
      const step = last - before;
      if (step > 0) {
        rise += step;
        riseSquared += step * step;
        rises++;
      } else if (step < 0) {
        fall -= step;
        falls++;
      }
      if (high - least > drop) drop = high - least;
      if (most - last > drop) drop = most - last;
      if (least < low) low = least;
      if (most > high) high = most;
      sum += last * weight;
      samples += weight;
      before = last;
      this.lastMs = atMs;
    }
    if (samples === 0) return index;
    if (low < lifeLow) lifeLow = low;
    if (high > lifeHigh) lifeHigh = high;
    if (this.#trains === undefined && lifeLow !== lifeHigh) this.#trains = this.#board();
    this.samples += samples;
    this.low = lifeLow;
    this.high = lifeHigh;
    this.last = before;
    this.rise += rise;
    this.fall += fall;
    this.rises += rises;
    this.falls += falls;
    if (this.#trains === undefined) this.#stoodUntilMs = this.lastMs;
    else {
      const { day, week } = this.#trains;
      day.add(this.lastMs, low, high, before, sum, samples, rise, fall, riseSquared, drop, rises);
      week.add(this.lastMs, low, high, before, sum, samples, rise, fall, riseSquared, drop, rises);
    }
    return index;
  }

  #tellLonger(): void {
    if (this.#waiting === 0 || this.#trains === undefined) return;
    const { day, week } = this.#trains;
    for (const train of [day, week]) {
      train.add(
        this.lastMs,
        this.#low,
        this.#high,
        this.last,
        this.#sum,
        this.#waiting,
        this.#rise,
        this.#fall,
        this.#riseSquared,
        this.#drop,
        this.#ups,
      );
    }
    this.#waiting = 0;
  }

  #board(): Trains {
    const [hour, day, week] = depths.map(
      ({ blocks, keepMs, firstWidthMs }) => new BlockTrain(blocks, keepMs, firstWidthMs),
    );
    const trains = { hour: hour!, day: day!, week: week! };
    if (this.samples > 0) {
      for (const train of Object.values(trains) as BlockTrain[]) {
        train.fill(this.firstMs, this.#stoodUntilMs, this.last, this.samples);
      }
    }
    return trains;
  }
}
