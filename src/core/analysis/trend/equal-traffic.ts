// Growth at equal traffic: the part of a count that the load of each moment does not explain.
import { fitIsotonic } from './isotonic.ts';
import { takeMedian } from './statistics.ts';

interface EqualTrafficRise {
  /** How much the count rose over the window at equal traffic, in goroutines. */
  readonly rise: number;
  /** The square root of the likelihood ratio statistic, so that it is in standard deviations. */
  readonly strength: number;
  /**
   * The rise under the assumption that the count is proportional to the load, and that rise divided by its standard
   * error.
   */
  readonly inProportion: number;
  readonly proportionStrength: number;
  /** Medians of the part that the load does not explain, in thirds of the window. */
  readonly thirds: readonly [number, number, number];
}

/** Fewer moments do not separate the load from time. */
const minParts = 12;

/**
 * Likelihood ratio test against an ordered alternative (Bartholomew 1959). Without a leak, a count is a constant plus a
 * share of the load. With a leak, it is a share of the load plus goroutines that never leave, at any pace: a sequence
 * that never falls, fitted by isotonic regression. The statistic uses Bartlett's effective number of moments (1935).
 * Undefined with fewer than 12 known moments, without load, and if less than `leastRise` remains in proportion to the
 * load. The last case is the most frequent and is found early. NaN is an unknown moment.
 */
export function measureAtEqualTraffic(
  allCounts: readonly number[],
  allLoads: readonly number[],
  leastRise: number,
): EqualTrafficRise | undefined {
  const isKnown = (_: number, part: number): boolean => allCounts[part]! >= 0 && allLoads[part]! >= 0;
  const counts = allCounts.filter(isKnown);
  const loads = allLoads.filter(isKnown);
  const n = counts.length;
  const load = sum(loads) / n;
  if (n < minParts || !(load > 0)) return undefined;
  // Noise in the load makes the fitted share too small (regression dilution): growing traffic would look like a leak.
  const third = Math.floor(n / 3);
  const share = sum(counts.slice(0, third)) / sum(loads.slice(0, third));
  const apart = counts.map((count, part) => count - share * loads[part]!);
  const inProportion = (sum(apart.slice(-third)) - sum(apart.slice(0, third))) / third;
  if (!(inProportion >= leastRise)) return undefined;
  const strays = listResiduals(apart, fitIsotonic(apart));
  const error = Math.sqrt((2 * (sumSquares(strays) / n + tiny) * n) / (third * countEffective(strays)));
  const stray = measureStray(counts, loads);
  const { rest, fitted } = fitShare(counts, loads);
  const left = listResiduals(rest, fitted);
  const ratio = (stray + tiny) / (sumSquares(left) + tiny);
  const median = (index: number): number =>
    takeMedian(rest.slice(Math.floor((index * n) / 3), Math.floor(((index + 1) * n) / 3)));
  return {
    rise: fitted[n - 1]! - fitted[0]!,
    strength: Math.sqrt(Math.max(0, countEffective(left) * Math.log(ratio))),
    inProportion,
    proportionStrength: inProportion / error,
    thirds: [median(0), median(1), median(2)],
  };
}

/** Prevents a perfect fit from giving infinite certainty. */
const tiny = 1e-9;

/**
 * Squared residuals of a constant plus a share of the load. The constant may be below 0, because the measure of load
 * may have a constant of its own.
 */
function measureStray(counts: readonly number[], loads: readonly number[]): number {
  const n = counts.length;
  const [x, g] = [sum(counts) / n, sum(loads) / n];
  let gg = 0;
  let xg = 0;
  for (let part = 0; part < n; part++) {
    gg += (loads[part]! - g) ** 2;
    xg += (counts[part]! - x) * (loads[part]! - g);
  }
  const share = gg > 0 ? Math.max(xg / gg, 0) : 0;
  return counts.reduce((total, count, part) => total + (count - x - share * (loads[part]! - g)) ** 2, 0);
}

interface Fit {
  /** The counts without their share of the load, and the part of them that never falls. */
  readonly rest: readonly number[];
  readonly fitted: Float64Array;
}

/** The share of the load with the best isotonic fit. The squared residuals are convex in it. */
function fitShare(counts: readonly number[], loads: readonly number[]): Fit {
  const fit = (share: number): Fit => {
    const rest = counts.map((count, part) => count - share * loads[part]!);
    return { rest, fitted: fitIsotonic(rest) };
  };
  const leave = (share: number): number => {
    const { rest, fitted } = fit(share);
    return sumSquares(listResiduals(rest, fitted));
  };
  let low = 0;
  let high = (maxShare * sum(counts)) / sum(loads);
  for (let step = 0; step < 24; step++) {
    const a = low + goldenShare * (high - low);
    const b = high - goldenShare * (high - low);
    if (leave(a) < leave(b)) high = b;
    else low = a;
  }
  return fit((low + high) / 2);
}

/** The range of the share, in mean counts. If the load has a constant of its own, counts rise faster than the load. */
const maxShare = 3;

/** Golden-section search (Kiefer 1953). */
const goldenShare = 0.381966;

function listResiduals(values: readonly number[], fitted: Float64Array): number[] {
  return values.map((value, index) => value - fitted[index]!);
}

/** Bartlett's effective sample size, from the first autocorrelation, which is taken as 0 to 0.9. */
function countEffective(residuals: readonly number[]): number {
  const squares = sumSquares(residuals);
  let products = 0;
  for (let index = 1; index < residuals.length; index++) products += residuals[index]! * residuals[index - 1]!;
  const correlation = Math.min(0.9, Math.max(0, squares > 0 ? products / squares : 0));
  return (residuals.length * (1 - correlation)) / (1 + correlation);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumSquares(values: readonly number[]): number {
  return values.reduce((total, value) => total + value * value, 0);
}
