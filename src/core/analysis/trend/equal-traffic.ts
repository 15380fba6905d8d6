// Growth at equal traffic: what is left of a count once the load of each moment is taken out.
import { fitIsotonic } from './isotonic.ts';
import { takeMedian } from './statistics.ts';

export interface EqualTrafficRise {
  /** How much the count rose over the window at equal traffic, in goroutines. */
  readonly rise: number;
  /** The root of the likelihood ratio statistic, so that it compares with standard deviations. */
  readonly strength: number;
  /** The rise if the count were proportional to the load, and the same over its standard error. */
  readonly inProportion: number;
  readonly proportionStrength: number;
  /** Medians of what the load does not explain, in thirds of the window. */
  readonly thirds: readonly [number, number, number];
}

/** Fewer moments do not tell the load from the time. */
const minParts = 12;

/**
 * Likelihood ratio test against an ordered alternative (Bartholomew 1959). Without a leak a count is a level and a
 * share of the load. With one it is a share of the load and goroutines that never leave, whatever their pace: a row
 * that never falls, fitted by isotonic regression. The statistic counts Bartlett's effective number of moments (1935).
 * Undefined with fewer than 12 known moments, without load, and where less than `leastRise` is left in proportion to
 * the load, which is most often and soon known. NaN is an unknown moment.
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

/** Keeps a perfect fit from being infinitely sure. */
const tiny = 1e-9;

/**
 * Squared residuals of a level and a share of the load. The level may be below 0: what tells of the load may have a
 * level of its own.
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
  /** The counts without their share of the load, and what never falls in them. */
  readonly rest: readonly number[];
  readonly fitted: Float64Array;
}

/** The share of the load beside which an isotonic row fits best. The squares are convex in it. */
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

/** Of the load, in mean counts: below a load that has a level of its own, counts rise faster than it. */
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
