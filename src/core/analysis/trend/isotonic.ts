// Isotonic regression: the non-decreasing sequence that is closest to given values.

/** By least squares: pool adjacent violators (Ayer et al. 1955). */
export function fitIsotonic(values: readonly number[]): Float64Array {
  const levels = new Float64Array(values.length);
  const sizes = new Int32Array(values.length);
  let blocks = 0;
  for (const value of values) {
    levels[blocks] = value;
    sizes[blocks] = 1;
    blocks++;
    while (blocks > 1 && levels[blocks - 2]! > levels[blocks - 1]!) {
      const [before, last] = [blocks - 2, blocks - 1];
      const size = sizes[before]! + sizes[last]!;
      levels[before] = (levels[before]! * sizes[before]! + levels[last]! * sizes[last]!) / size;
      sizes[before] = size;
      blocks--;
    }
  }
  const fitted = new Float64Array(values.length);
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    fitted.fill(levels[block]!, at, at + sizes[block]!);
    at += sizes[block]!;
  }
  return fitted;
}
