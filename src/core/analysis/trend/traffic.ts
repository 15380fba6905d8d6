// Whether traffic explains a growth: by the rate of requests where it is known, else by how much comes and goes in the
// same process. A leaked goroutine never leaves, so leaks add nothing to what leaves; busier hours do.
import type { LoadGauge } from './load-gauge.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';

export interface TrafficChange {
  /** How the ratio was had: from requests, or from the turnover of the process's stacks. */
  readonly by: 'requests' | 'turnover';
  /** Traffic of the window's last third over that of its first. */
  readonly ratio: number;
  /** It did not rise by more than its own unrest. */
  readonly level: boolean;
}

/** Fewer departures a sample say nothing about traffic. */
const minTurnover = 0.5;

export interface TrafficTracks {
  /** Requests a second; undefined where the process doesn't tell. */
  readonly requests: Track | undefined;
  /** Goroutines that left since the sample before, over all stacks of the process. */
  readonly turnover: Track | undefined;
  /** The short-lived stacks of the process; undefined where they are not known apart. */
  readonly gauge?: LoadGauge | undefined;
}

export function measureTraffic(
  { requests, turnover }: TrafficTracks,
  fromMs: number,
  toMs: number,
): TrafficChange | undefined {
  if (requests !== undefined && requests.samples > 0 && requests.high > 0) {
    const means = readMeans(requests, fromMs, toMs);
    if (means !== undefined) return describeChange('requests', means);
    if (requests.resolutions === undefined) return { by: 'requests', ratio: 1, level: true };
  }
  const means = turnover === undefined ? undefined : readMeans(turnover, fromMs, toMs);
  if (means === undefined || !means.some((mean) => mean >= minTurnover)) return undefined;
  return describeChange('turnover', means);
}

const parts = 9;

function readMeans(track: Track, fromMs: number, toMs: number): number[] | undefined {
  const series = pickResolution(track, fromMs);
  if (series === undefined) return undefined;
  const means = cutStretch(series, fromMs, toMs, parts).map(({ mean }) => mean);
  const known = means.filter((mean) => mean === mean);
  return known.length < parts - 2 ? undefined : known;
}

/**
 * Traffic rose when a straight line through it does, by more than a seventh and by more than its own unrest makes up;
 * or when a later third lies far above the first.
 */
function describeChange(by: TrafficChange['by'], means: readonly number[]): TrafficChange {
  const third = Math.floor(means.length / 3);
  const first = takeMean(means.slice(0, third));
  const middle = takeMean(means.slice(third, -third));
  const last = takeMean(means.slice(-third));
  const { rise, error } = fitLine(means);
  const usual = takeMean(means);
  const climbs = rise > usual / (by === 'turnover' ? 14 : 7) && rise > 2 * error;
  const swells = Math.max(middle, last) > 1.5 * Math.max(first, usual / 10);
  // What leaves between two samples grows with the root of what is there (random arrivals), so its ratio is squared.
  const floor = by === 'turnover' ? minTurnover / 2 : usual / 1_000;
  const ratio = last / Math.max(first, floor);
  return { by, ratio: by === 'turnover' ? ratio ** 2 : ratio, level: !climbs && !swells };
}

function takeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * By how much a straight line through equally spaced values rises from the first to the last, and that figure's
 * standard error.
 */
function fitLine(values: readonly number[]): { readonly rise: number; readonly error: number } {
  const middle = (values.length - 1) / 2;
  const mean = takeMean(values);
  let xx = 0;
  let xy = 0;
  for (const [index, value] of values.entries()) {
    xx += (index - middle) ** 2;
    xy += (index - middle) * (value - mean);
  }
  const slope = xy / xx;
  const left = values.reduce((sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2, 0);
  return { rise: slope * (values.length - 1), error: Math.sqrt(left / (values.length - 2) / xx) * (values.length - 1) };
}

const paceParts = 6;
/**
 * Whether arrivals keep one pace although traffic changes: what people open, sessions and connections, follows it. The
 * arrivals of six parts are held against both by Pearson's χ². Under level traffic nothing tells the two apart.
 * `needed` is twice the logarithm of a likelihood ratio: at 8, one pace is some fifty times as likely as one that
 * follows traffic.
 */
export function isApartFromTraffic(
  track: Track,
  { requests, turnover }: TrafficTracks,
  { fromMs, toMs, dispersion }: { readonly fromMs: number; readonly toMs: number; readonly dispersion: number },
  needed: number,
): boolean {
  const series = pickResolution(track, fromMs);
  const byRequests = requests !== undefined && requests.samples > 0 && requests.high > 0;
  const rates = byRequests ? requests : turnover;
  const rateSeries = rates && pickResolution(rates, fromMs);
  if (series === undefined || rateSeries === undefined) return false;
  const rises = cutStretch(series, fromMs, toMs, paceParts).map(({ rise }) => rise);
  // What leaves between two samples grows with the root of what is there.
  const weights = cutStretch(rateSeries, fromMs, toMs, paceParts).map(({ mean }) => (byRequests ? mean : mean * mean));
  // Where hardly anything leaves, nothing tells of traffic.
  const known = weights.reduce((sum, weight) => sum + weight, 0) / paceParts;
  if (!(known >= (byRequests ? 0 : minTurnover ** 2))) return false;
  const evidence =
    measureStray(rises, weights) -
    measureStray(
      rises,
      weights.map(() => 1),
    );
  return evidence / Math.max(1, dispersion) >= needed;
}

/** Pearson's χ² of counts against expected ones in proportion to the weights. */
function measureStray(counts: readonly number[], weights: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, one) => sum + one, 0);
  return counts.reduce((sum, count, index) => {
    const expected = Math.max(0.5, weight > 0 ? (total * weights[index]!) / weight : 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/**
 * Whether a stack's own comings and goings grew with its level, as they do when traffic grows: the variance of its
 * steps rose at least a third as much as the level. A leak lifts the level and leaves them as they were. Undefined
 * where the level rose too little to tell. The first of `parts` is held against the last: of whole days take parts that
 * lie at the same hours, or every evening would be busier than its night.
 */
export function hasMoreTurnover(track: Track, fromMs: number, toMs: number, parts = 3): boolean | undefined {
  const series = pickResolution(track, fromMs);
  if (series === undefined) return undefined;
  const cut = cutStretch(series, fromMs, toMs, parts);
  const [first, third] = [cut[0], cut.at(-1)];
  if (first === undefined || third === undefined || first.samples === 0 || third.samples === 0) return undefined;
  const level = third.mean / Math.max(first.mean, 1);
  if (level < 1.1) return undefined;
  const before = first.fall / first.samples;
  const after = third.fall / third.samples;
  if (before === 0) return after > 0.2;
  return (after / before) ** 2 >= 1 + (level - 1) / 3;
}
