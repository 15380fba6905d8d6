// What stacks of real services are made of: traffic that comes and goes, pools, caches, batches, walks, and leaks among
// them. A part counts the goroutines of one life of a process, sample by sample.
import type { Random } from './random.ts';

export const minuteS = 60;
export const hourS = 3_600;
export const dayS = 86_400;

/** What a part is asked at each sample. */
export interface Moment {
  /** Since the beginning of the scenario, which is a midnight. */
  readonly atS: number;
  /** Since the process started. */
  readonly ageS: number;
  /** Since the sample before. */
  readonly stepS: number;
  /** How busy the service is; 1 is usual. */
  readonly load: number;
  readonly random: Random;
}

/** Made again for each life of the process; `instance` counts from 0. */
export type Part = (instance?: number) => (moment: Moment) => number;

/**
 * Goroutines that come with the load and leave, such as requests and connections. Lifetimes are exponential, so the age
 * of a goroutine does not matter.
 */
export function serve(perSecond: number, lifetimeS: number): Part {
  return () => {
    let present = 0;
    return ({ stepS, load, random }) => {
      const stays = Math.exp(-stepS / lifetimeS);
      return (present = random.binomial(present, stays) + random.poisson(perSecond * load * lifetimeS * (1 - stays)));
    };
  };
}

/** The same with a long tail of lifetimes; `spread` is that of their logarithm. */
export function serveUnevenly(perSecond: number, lifetimeS: number, spread: number): Part {
  return () => {
    const leaving = new Map<number, number>();
    let tick = 0;
    let present = 0;
    return ({ stepS, load, random }) => {
      tick++;
      const come = random.poisson(perSecond * load * stepS);
      for (let one = 0; one < come; one++) {
        const life = lifetimeS * Math.exp(random.normal() * spread - (spread * spread) / 2);
        const left = life - random.next() * stepS;
        if (left <= 0) continue;
        const at = tick + Math.ceil(left / stepS);
        leaving.set(at, (leaving.get(at) ?? 0) + 1);
        present++;
      }
      present -= leaving.get(tick) ?? 0;
      leaving.delete(tick);
      return present;
    };
  };
}

export function constant(count: number): Part {
  return () => () => count;
}

/** As many as were ever needed at once: a pool that never shrinks. */
export function keepMost(part: Part): Part {
  return (instance) => {
    const inner = part(instance);
    let most = 0;
    return (moment) => (most = Math.max(most, inner(moment)));
  };
}

/** Grows at once, shrinks after `idleS` without need. */
export function keepAWhile(part: Part, idleS: number): Part {
  return (instance) => {
    const inner = part(instance);
    let kept = 0;
    let quietS = 0;
    return (moment) => {
      const needed = inner(moment);
      quietS = needed < kept ? quietS + moment.stepS : 0;
      if (needed > kept) kept = needed;
      else if (quietS > idleS) kept -= Math.ceil((kept - needed) / 4);
      return kept;
    };
  };
}

/** Fills up to `size` with one goroutine per new key, so the pace falls with the number of keys that are left. */
export function warmUp(size: number, tauS: number): Part {
  return () => {
    let count = 0;
    return ({ stepS, random }) => {
      const missing = size - count;
      let add = 0;
      const chance = 1 - Math.exp(-stepS / tauS);
      if (missing > 60) add = Math.min(missing, random.poisson(missing * chance));
      else for (let one = 0; one < missing; one++) if (random.next() < chance) add++;
      return (count += add);
    };
  };
}

/**
 * One goroutine a key, keys by a long-tailed popularity, asked `perSecond` times: few keys, then ever fewer new ones.
 */
export function keepKeys(keys: number, perSecond: number): Part {
  return () => {
    const seen = new Set<number>();
    return ({ stepS, load, random }) => {
      const asked = Math.min(random.poisson(perSecond * load * stepS), 200);
      for (let one = 0; one < asked; one++) seen.add(Math.floor(keys ** random.next()));
      return seen.size;
    };
  };
}

/** A job at an hour of the day: `size` workers come within `riseS`, finish one by one. */
export function batch(atHour: number, size: number, riseS: number, lengthS: number): Part {
  return () => {
    let day = -1;
    let startS = 0;
    let scale = 1;
    return ({ atS, random }) => {
      const today = Math.floor((atS - atHour * hourS) / dayS);
      if (today !== day) {
        day = today;
        startS = today * dayS + atHour * hourS + random.between(0, 600);
        scale = random.between(0.7, 1.3);
      }
      const since = atS - startS;
      if (since < 0 || since > lengthS * scale) return 0;
      if (since < riseS) return Math.round((size * scale * since) / riseS);
      const share = (since - riseS) / (lengthS * scale - riseS);
      return Math.max(
        0,
        Math.round(size * scale * (1 - share) + random.normal() * Math.sqrt(size) * 0.3 * (1 - share)),
      );
    };
  };
}

/** Sudden crowds that go within minutes. */
export function burst(everyS: number, size: number, halfLifeS: number): Part {
  return () => {
    let present = 0;
    return ({ stepS, random }) => {
      present *= Math.exp((-stepS * Math.LN2) / halfLifeS);
      if (random.next() < stepS / everyS) present += size * random.between(0.3, 1.7);
      return Math.round(present);
    };
  };
}

/** Wanders between two bounds, a step of at most `stride` whenever `everyS` passes. */
export function wander(low: number, high: number, stride: number, everyS = 0): Part {
  return () => {
    let count = NaN;
    let waitS = 0;
    return ({ stepS, random }) => {
      if (count !== count) count = random.whole(low, high);
      waitS += stepS;
      if (waitS >= everyS) {
        waitS = 0;
        count = Math.min(high, Math.max(low, count + random.whole(-stride, stride)));
      }
      return count;
    };
  };
}

/** The classic leak: some stay for ever. `perHour` follows the load when `withLoad`. */
export function leak(perHour: number, options: { fromS?: number; withLoad?: boolean; regular?: boolean } = {}): Part {
  return () => {
    let count = 0;
    let due = 0;
    return ({ atS, stepS, load, random }) => {
      if (atS < (options.fromS ?? 0)) return 0;
      const mean = (perHour / hourS) * stepS * (options.withLoad ? load : 1);
      if (options.regular) {
        due += mean;
        const whole = Math.floor(due + 1e-9);
        due -= whole;
        return (count += whole);
      }
      return (count += random.poisson(mean));
    };
  };
}

/** Leaks many at once, now and then. */
export function leakInBursts(everyS: number, size: number, fromS = 0): Part {
  return () => {
    let count = 0;
    return ({ atS, stepS, random }) => {
      if (atS >= fromS && random.next() < stepS / everyS) count += Math.max(1, random.poisson(size));
      return count;
    };
  };
}

/** Several parts in one stack. */
export function together(...parts: readonly Part[]): Part {
  return (instance) => {
    const inner = parts.map((part) => part(instance));
    return (moment) => inner.reduce((sum, part) => sum + part(moment), 0);
  };
}

/** Never more than `most` at once: a pool with a bound, or what waits behind a semaphore. */
export function atMost(part: Part, most: number): Part {
  return (instance) => {
    const inner = part(instance);
    return (moment) => Math.min(most, inner(moment));
  };
}

/** On these instances only. */
export function onlyOn(instances: number, part: Part): Part {
  return (instance = 0) => (instance < instances ? part(instance) : () => 0);
}

/** A level that changes at times, such as a worker pool that is resized. */
export function resize(low: number, high: number, everyS: number): Part {
  return () => {
    let level = NaN;
    return ({ stepS, random }) => {
      if (level !== level || random.next() < stepS / everyS) level = random.whole(low, high);
      return level;
    };
  };
}

/** An upstream hangs at times. Requests wait meanwhile, and all leave when it answers again. */
export function hang(perSecond: number, everyS: number, lengthS: number): Part {
  return () => {
    let waiting = 0;
    let leftS = 0;
    return ({ stepS, load, random }) => {
      if (leftS <= 0 && random.next() < stepS / everyS) leftS = lengthS * random.between(0.5, 1.5);
      leftS -= stepS;
      waiting = leftS > 0 ? waiting + random.poisson(perSecond * load * stepS) : 0;
      return waiting;
    };
  };
}

/** Leaks while errors last: incidents of `lengthS`, every `everyS` or so. */
export function leakInIncidents(perHour: number, everyS: number, lengthS: number): Part {
  return () => {
    let count = 0;
    let leftS = 0;
    return ({ stepS, load, random }) => {
      if (leftS <= 0 && random.next() < stepS / everyS) leftS = lengthS * random.between(0.5, 1.5);
      leftS -= stepS;
      if (leftS > 0) count += random.poisson((perHour / hourS) * stepS * load);
      return count;
    };
  };
}
