// One number of one process over one life, at three depths: the last hour, the last day and a week. Most stacks never change: a flat one costs
// nothing but this object until it does.
import { BlockTrain, type Point } from './block-train.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Blocks, and the span they cover at least. */
const depths = [
  { blocks: 128, keepMs: 75 * minuteMs },
  { blocks: 128, keepMs: 26 * hourMs },
  { blocks: 256, keepMs: 7.25 * 24 * hourMs },
] as const;

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
  /** Undefined while the number has never changed. */
  trains: Trains | undefined;

  /** Begins with a number that stood still over `samples` samples. Only for a new track. */
  stand(fromMs: number, toMs: number, value: number, samples: number): void {
    this.firstMs = fromMs;
    this.lastMs = toMs;
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
    if (this.trains === undefined && (last !== this.last || least !== last || most !== last)) this.trains = this.#board();
    if (this.trains !== undefined) {
      this.trains.hour.push(atMs, last, least, most, samples);
      this.trains.day.push(atMs, last, least, most, samples);
      this.trains.week.push(atMs, last, least, most, samples);
    }
    const step = last - this.last;
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
  }

  pushPoint(point: Point): void {
    this.push(point.atMs, point.last, point.least, point.most, point.samples);
  }

  #board(): Trains {
    const [hour, day, week] = depths.map(({ blocks, keepMs }) => new BlockTrain(blocks, keepMs));
    const trains = { hour: hour!, day: day!, week: week! };
    if (this.samples > 0) {
      for (const train of Object.values(trains) as BlockTrain[]) {
        train.fill(this.firstMs, this.lastMs, this.last, this.samples);
      }
    }
    return trains;
  }
}
