// Growth at equal traffic: what is left of a rise once the load of each moment is taken out.
import { takeMedian } from './statistics.ts';

export interface EqualTrafficRise {
  /** How much the count rose over the window at equal traffic, in goroutines. */
  readonly rise: number;
  /** The same if the count were proportional to the load. */
  readonly inProportion: number;
  /** `rise` over its standard error. */
  readonly strength: number;
  /** Medians of what the load does not explain, in thirds of the window. */
  readonly thirds: readonly [number, number, number];
}

/** Fewer moments do not tell the load from the time. */
const minParts = 12;

/**
 * Analysis of covariance (Fisher 1932): a count is a level, a share of the load and a line over time, fitted by least
 * squares. The standard error grows with the first autocorrelation of the residuals (Bartlett's effective sample size,
 * 1935). Undefined with fewer than 12 known moments or without load. NaN is an unknown moment.
 */
export function measureAtEqualTraffic(
  counts: readonly number[],
  loads: readonly number[],
): EqualTrafficRise | undefined {
  const known = counts.flatMap((count, part) =>
    count >= 0 && loads[part]! >= 0 ? [{ count, load: loads[part]!, part }] : [],
  );
  const n = known.length;
  if (n < minParts) return undefined;
  const mean = (read: (one: (typeof known)[number]) => number): number =>
    known.reduce((sum, one) => sum + read(one), 0) / n;
  const [x, g, t] = [mean(({ count }) => count), mean(({ load }) => load), mean(({ part }) => part)];
  if (!(g > 0)) return undefined;
  const gg = mean(({ load }) => (load - g) ** 2);
  const tt = mean(({ part }) => (part - t) ** 2);
  const gt = mean(({ load, part }) => (load - g) * (part - t));
  const xg = mean(({ count, load }) => (count - x) * (load - g));
  const xt = mean(({ count, part }) => (count - x) * (part - t));
  // How much of the load a line over time does not explain.
  const apart = gg > 0 ? 1 - (gt * gt) / (gg * tt) : 0;
  const fitted = apart > 1e-9 ? (xg * tt - xt * gt) / (apart * gg * tt) : 0;
  const share = Math.min(Math.max(fitted, 0), x / g);
  const slope = (xt - share * gt) / tt;
  const residuals = known.map(({ count, load, part }) => count - x - share * (load - g) - slope * (part - t));
  const squares = residuals.reduce((sum, one) => sum + one * one, 0);
  const products = residuals.reduce((sum, one, index) => (index === 0 ? 0 : sum + one * residuals[index - 1]!), 0);
  const correlation = Math.min(0.9, Math.max(0, squares > 0 ? products / squares : 0));
  const effective = (n * (1 - correlation)) / (1 + correlation);
  const error = Math.sqrt((squares / (n - 3)) * (1 / (effective * tt * Math.max(apart, 0.05))));
  // Noise in the load makes the fitted share too small (regression dilution): growing traffic would look like a leak.
  const early = known.slice(0, Math.ceil(n / 3));
  const whole = early.reduce((sum, { count }) => sum + count, 0) / early.reduce((sum, { load }) => sum + load, 1e-9);
  const over = known.map(({ count, load }) => count - share * load);
  const third = (index: number): number =>
    takeMedian(over.slice(Math.floor((index * n) / 3), Math.floor(((index + 1) * n) / 3)));
  return {
    rise: slope * n,
    inProportion: ((xt - whole * gt) / tt) * n,
    strength: slope / Math.max(error, 1e-9),
    thirds: [third(0), third(1), third(2)],
  };
}
