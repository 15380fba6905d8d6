// The load of a service: by the hour, by the day of the week, with random changes.
import { dayS, hourS } from './parts.ts';
import { Random } from './random.ts';

export type Load = (atS: number) => number;

export interface LoadShape {
  /** From 0, the same all day, to 1, silent at night. */
  readonly swing?: number;
  /** What a weekend leaves of a weekday. */
  readonly weekend?: number;
  /** Wander of the load around its usual course, as a share. */
  readonly weather?: number;
  /** Growth a day, as a share; compounded. */
  readonly growthPerDay?: number;
  /** Between these the load climbs to `rampTo` times, and stays. */
  readonly rampFromS?: number;
  readonly rampToS?: number;
  readonly rampTo?: number;
}

/** Weather changes over an hour or so. */
export function makeLoad(shape: LoadShape, seed: number): Load {
  const { swing = 0, weekend = 1, weather = 0.05, growthPerDay = 0, rampFromS = 0, rampToS = 0, rampTo = 1 } = shape;
  const random = new Random(seed);
  const peakHour = random.between(12, 17);
  const stepS = hourS / 2;
  const gusts: number[] = [0];
  const gustAt = (index: number) => {
    while (gusts.length <= index) gusts.push(gusts.at(-1)! * 0.75 + random.normal() * weather * 0.66);
    return gusts[index]!;
  };
  return (atS) => {
    const hour = (atS / hourS) % 24;
    const day = Math.floor(atS / dayS) % 7;
    // Sharper than a sine at its peak, flat at night.
    const wave = (1 + Math.cos(((hour - peakHour) / 24) * 2 * Math.PI)) / 2;
    const course = 1 - swing + swing * wave ** 1.3 * 1.6;
    const index = Math.floor(atS / stepS);
    const part = atS / stepS - index;
    const gust = gustAt(index) * (1 - part) + gustAt(index + 1) * part;
    const ramp = atS <= rampFromS ? 0 : atS >= rampToS ? 1 : (atS - rampFromS) / (rampToS - rampFromS);
    return (
      Math.max(0.01, course * (1 + gust)) *
      (day >= 5 ? weekend : 1) *
      (1 + growthPerDay) ** (atS / dayS) *
      (1 + (rampTo - 1) * ramp)
    );
  };
}
