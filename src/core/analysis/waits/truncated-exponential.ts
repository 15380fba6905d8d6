// The rate at which a population declines with age. Ages within a span are assumed to be exponentially distributed and
// truncated at both ends of the span. The rate is estimated by maximum likelihood. A rate of zero is an even spread,
// for which the score test of this model is the Laplace trend test (Cox and Lewis, "The Statistical Analysis of Series
// of Events", 1966).

export interface Decay {
  /** In units of the span: positive if there are fewer with age, 0 if ages are even. */
  readonly rate: number;
  /** Standard error of `rate`. */
  readonly error: number;
}

/** Rates beyond these cannot be distinguished. */
const maxRate = 60;

/** `meanAge`: the mean of `count` ages, as a share of the span (0 is the young end). */
export function estimateDecay(meanAge: number, count: number): Decay {
  let low = -maxRate;
  let high = maxRate;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    // The mean age falls as the rate rises.
    if (expectMeanAge(middle) > meanAge) low = middle;
    else high = middle;
  }
  const rate = (low + high) / 2;
  return { rate, error: 1 / Math.sqrt(Math.max(count, 1) * variance(rate)) };
}

/**
 * The Laplace statistic: approximately standard normal for an even spread, and positive if there are fewer with age.
 */
export function testLaplace(meanAge: number, count: number): number {
  return (0.5 - meanAge) * Math.sqrt(12 * count);
}

/**
 * The score statistic of ages that decline at `rate`: approximately standard normal if they do, positive if more are
 * old. `dispersion` is the variance over the mean of counts, 1 for independent arrivals.
 */
export function testRate(meanAge: number, count: number, rate: number, dispersion: number): number {
  return (meanAge - expectMeanAge(rate)) / Math.sqrt((variance(rate) * dispersion) / count);
}

function expectMeanAge(rate: number): number {
  if (Math.abs(rate) < 1e-4) return 0.5 - rate / 12;
  return 1 / rate - 1 / Math.expm1(rate);
}

/** The variance of an age under this rate, which is also the information that one age gives about the rate. */
function variance(rate: number): number {
  if (Math.abs(rate) < 1e-2) return 1 / 12;
  const grown = Math.expm1(Math.abs(rate));
  return 1 / rate ** 2 - (grown + 1) / grown ** 2;
}
