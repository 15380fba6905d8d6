// How leaked goroutines come. None of them ever leaves.
import type { Part } from '../parts.ts';
import { hourS } from '../parts.ts';

export const arrivals = ['clockwork', 'poisson', 'per request', 'bursts', 'ramp', 'by error'] as const;
export type Arrivals = (typeof arrivals)[number];

/** `perHour` is the mean rate from `fromS` on. */
export function leakBy(kind: Arrivals, perHour: number, fromS: number): Part {
  return () => {
    let count = 0;
    let due = 0;
    let incidentS = 0;
    return ({ atS, stepS, load, random }) => {
      if (atS < fromS) return 0;
      const mean = (perHour / hourS) * stepS;
      switch (kind) {
        case 'clockwork': {
          due += mean;
          const whole = Math.floor(due + 1e-9);
          due -= whole;
          return (count += whole);
        }
        case 'poisson':
          return (count += random.poisson(mean));
        case 'per request':
          return (count += random.poisson(mean * load));
        case 'bursts':
          // Eight an hour on average, of unequal size.
          return (count += random.next() < stepS / 450 ? Math.round((perHour / 8) * random.exponential(1)) : 0);
        case 'ramp':
          // Twice the rate after twelve hours.
          return (count += random.poisson(mean * (0.5 + (atS - fromS) / (12 * hourS))));
        case 'by error':
          // Errors last for ten minutes, twice an hour.
          if (incidentS <= 0 && random.next() < stepS / 1_800) incidentS = 600;
          incidentS -= stepS;
          return (count += incidentS > 0 ? random.poisson(mean * 3 * load) : 0);
      }
    };
  };
}
