// Statistics of a few numbers that several rules share.

/** The mean of the middle two if the number of values is even. */
export function takeMedian(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

/**
 * Partial correlation of two series given time (Yule 1907): how closely they move together after a straight line is
 * removed from each. Moments at which either is NaN are left out. 0 if one does not move.
 */
export function correlateApartFromTime(a: readonly number[], b: readonly number[]): number {
  const known = a.flatMap((one, at) => (one === one && b[at] === b[at] ? [{ a: one, b: b[at]!, at }] : []));
  const restA = removeLine(known.map((one) => [one.at, one.a]));
  const restB = removeLine(known.map((one) => [one.at, one.b]));
  const squares = (rest: readonly number[]): number => rest.reduce((sum, one) => sum + one * one, 0);
  const both = Math.sqrt(squares(restA) * squares(restB));
  return both > 0 ? restA.reduce((sum, one, index) => sum + one * restB[index]!, 0) / both : 0;
}

/** Residuals of the least squares line. */
function removeLine(points: readonly (readonly [x: number, y: number])[]): number[] {
  const mean = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const xx = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  const slope = xx > 0 ? points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / xx : 0;
  return points.map(([at, value]) => value - y - slope * (at - x));
}
