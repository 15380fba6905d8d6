// How long goroutines of a healthy population live. Arrivals follow the load, unless a part says otherwise.
import type { Part } from '../parts.ts';
import type { Random } from '../random.ts';

/** Seconds of one goroutine's life. */
export type Lifetime = (random: Random) => number;

export const exponential =
  (meanS: number): Lifetime =>
  (random) =>
    random.exponential(meanS);

/** `spread`: the standard deviation of the logarithm. */
export const logNormal =
  (meanS: number, spread: number): Lifetime =>
  (random) =>
    meanS * Math.exp(random.normal() * spread - (spread * spread) / 2);

/** Any length up to a bound. */
export const bounded =
  (maxS: number): Lifetime =>
  (random) =>
    random.between(0, maxS);

/** All alike: until a timeout ends them. */
export const untilTimeout =
  (timeoutS: number): Lifetime =>
  () =>
    timeoutS;

/** More arrivals a step than this are drawn in groups that live alike. */
const maxDrawn = 40;

/** Goroutines that come at random, `perSecond` at the usual load, and live for as long as `lifetime` says. */
export function populate(perSecond: number, lifetime: Lifetime): Part {
  return () => {
    const leaving = new Map<number, number>();
    let tick = 0;
    let present = 0;
    return ({ stepS, load, random }) => {
      tick++;
      const come = random.poisson(perSecond * load * stepS);
      const draws = Math.min(come, maxDrawn);
      for (let one = 0; one < draws; one++) {
        const size = Math.floor(((one + 1) * come) / draws) - Math.floor((one * come) / draws);
        const leftS = lifetime(random) - random.next() * stepS;
        if (leftS <= 0) continue;
        const at = tick + Math.ceil(leftS / stepS);
        leaving.set(at, (leaving.get(at) ?? 0) + size);
        present += size;
      }
      present -= leaving.get(tick) ?? 0;
      leaving.delete(tick);
      return present;
    };
  };
}
