// How long goroutines of a healthy population live. Arrivals follow the load, unless a part says otherwise.
import { serve, type Part } from '../parts.ts';
import type { Random } from '../random.ts';

export interface Lifetime {
  readonly meanS: number;
  /** Lifetimes have no memory, so the age of a goroutine does not matter. */
  readonly memoryless?: boolean;
  /** Seconds of one goroutine's life. */
  readonly draw: (random: Random) => number;
}

export const exponential = (meanS: number): Lifetime => ({
  meanS,
  memoryless: true,
  draw: (random) => random.exponential(meanS),
});

/** `spread`: the standard deviation of the logarithm. */
export const logNormal = (meanS: number, spread: number): Lifetime => ({
  meanS,
  draw: (random) => meanS * Math.exp(random.normal() * spread - (spread * spread) / 2),
});

/** Any length up to a bound. */
export const bounded = (maxS: number): Lifetime => ({ meanS: maxS / 2, draw: (random) => random.between(0, maxS) });

/** All alike: until a timeout ends them. */
export const untilTimeout = (timeoutS: number): Lifetime => ({ meanS: timeoutS, draw: () => timeoutS });

/**
 * Goroutines that come at random, `perSecond` at the usual load, and live for as long as `lifetime` says, each for
 * itself: so many vary by the root of their number.
 */
export function populate(perSecond: number, lifetime: Lifetime): Part {
  if (lifetime.memoryless === true) return serve(perSecond, lifetime.meanS);
  return () => {
    const leaving = new Map<number, number>();
    let tick = 0;
    let present = 0;
    return ({ stepS, load, random }) => {
      // None of the sample before is left.
      if (lifetime.meanS < stepS / 3) return random.poisson(perSecond * load * lifetime.meanS);
      tick++;
      const come = random.poisson(perSecond * load * stepS);
      for (let one = 0; one < come; one++) {
        const leftS = lifetime.draw(random) - random.next() * stepS;
        if (leftS <= 0) continue;
        const at = tick + Math.ceil(leftS / stepS);
        leaving.set(at, (leaving.get(at) ?? 0) + 1);
        present++;
      }
      present -= leaving.get(tick) ?? 0;
      leaving.delete(tick);
      return present;
    };
  };
}
