// The pace of growth per request instead of per minute. A leak in a request slows down when traffic falls; a cache that
// fills slows down per request as well.
import { likely } from './steady-thresholds.ts';
import type { Rise } from './steady-rise.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';
import { readRates, type TrafficTracks } from './traffic.ts';

const parts = 12;
/** The 95 % quantile of χ² with 11 degrees of freedom. */
const maxStray = 19.68;
/** Parts within this share of the mean count as equal. */
const evenShare = 0.12;
/** Traffic of the last third divided by that of the first. Above this it did not fall. */
const fallen = 0.8;

/**
 * The same growth with its pace in operational time (Cox and Lewis 1966): time that passes as fast as requests come.
 * Unchanged if it does not slow down, if traffic is unknown or did not fall, or if the pace per request is not even.
 */
export function measurePerRequest(track: Track, traffic: TrafficTracks, one: Rise): Rise {
  if (one.lean >= likely.lean) return one;
  const { fromMs, toMs, steps, dispersion } = one;
  const series = pickResolution(track, fromMs);
  const rates = readRates(traffic, fromMs, toMs, parts);
  if (series === undefined || rates === undefined || rates.some((rate) => !(rate > 0))) return one;
  const cut = cutStretch(series, fromMs, toMs, parts);
  const total = sum(rates);
  const thirds = [0, 1, 2].map((third) => sum(rates.slice(third * 4, third * 4 + 4)) / (total / 3));
  const [first, second, third] = thirds as [number, number, number];
  if (third > fallen * first) return one;
  const up = sum(cut.map(({ rise }) => rise));
  let passed = 0;
  let moment = 0;
  let strays = 0;
  for (const [index, { rise }] of cut.entries()) {
    const expected = (up * rates[index]!) / total;
    strays += (rise - expected) ** 2 / (expected * Math.max(1, dispersion) + 1 + (evenShare * expected) ** 2);
    moment += rise * ((passed + rates[index]! / 2) / total);
    passed += rates[index]!;
  }
  if (strays > maxStray) return one;
  return {
    ...one,
    thirds: [one.thirds[0] / first, one.thirds[1] / second, one.thirds[2] / third],
    lean: (moment / up - 0.5) * Math.sqrt(12 * steps),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
