// Tests whether traffic explains growth: by the request rate if it is known, else by the turnover of goroutines in the
// process. Leaked goroutines never leave, so a leak does not change departures; busier hours do.
import type { LoadGauge } from './load-gauge.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';

export interface TrafficChange {
  /** The source of the ratio: requests, or the turnover of the process's stacks. */
  readonly by: 'requests' | 'turnover';
  /** Traffic in the last third of the window divided by that in the first. */
  readonly ratio: number;
  /** Whether traffic did not rise beyond its own variation. */
  readonly level: boolean;
}

/** Fewer departures per sample do not tell about traffic. */
const minTurnover = 0.5;

export interface TrafficTracks {
  /** Requests per second; undefined if the process does not export them. */
  readonly requests: Track | undefined;
  /** Goroutines of all stacks that left since the previous sample. */
  readonly turnover: Track | undefined;
  /** The short-lived stacks of the process; undefined if they are not known separately. */
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
 * Traffic rose if a straight line through it rises by more than a seventh and beyond its standard error, or if a later
 * third is far above the first.
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
  // Departures between two samples grow with the square root of the count (random arrivals), so the ratio is squared.
  const floor = by === 'turnover' ? minTurnover / 2 : usual / 1_000;
  const ratio = last / Math.max(first, floor);
  return { by, ratio: by === 'turnover' ? ratio ** 2 : ratio, level: !climbs && !swells };
}

function takeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The rise of the least squares line through equally spaced values from first to last, and its standard error. */
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
 * Whether arrivals keep one pace although traffic changes. Sessions and connections follow traffic. Compares the
 * arrivals of six parts with both by Pearson's χ² (1900). Under constant traffic the two cannot be distinguished.
 * `needed` is twice the logarithm of a likelihood ratio (Wilks 1938): at 8, one pace is about fifty times as likely.
 */
export function isApartFromTraffic(
  track: Track,
  traffic: TrafficTracks,
  { fromMs, toMs, dispersion }: { readonly fromMs: number; readonly toMs: number; readonly dispersion: number },
  needed: number,
): boolean {
  const series = pickResolution(track, fromMs);
  const weights = readRates(traffic, fromMs, toMs, paceParts);
  if (series === undefined || weights === undefined) return false;
  const rises = cutStretch(series, fromMs, toMs, paceParts).map(({ rise }) => rise);
  const evidence =
    measureStray(rises, weights) -
    measureStray(
      rises,
      weights.map(() => 1),
    );
  return evidence / Math.max(1, dispersion) >= needed;
}

/** Mean traffic in equal parts of a window, in a unit of its own. Undefined if it is unknown. */
export function readRates(
  { requests, turnover }: TrafficTracks,
  fromMs: number,
  toMs: number,
  count: number,
): number[] | undefined {
  const byRequests = requests !== undefined && requests.samples > 0 && requests.high > 0;
  const track = byRequests ? requests : turnover;
  const series = track && pickResolution(track, fromMs);
  if (series === undefined) return undefined;
  // Departures between two samples grow with the square root of the count.
  const rates = cutStretch(series, fromMs, toMs, count).map(({ mean }) => (byRequests ? mean : mean * mean));
  // With hardly any departures, traffic is unknown.
  const known = rates.reduce((sum, rate) => sum + rate, 0) / count;
  return known >= (byRequests ? 0 : minTurnover ** 2) ? rates : undefined;
}

/** Pearson's χ² of counts against values proportional to the weights. */
function measureStray(counts: readonly number[], weights: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, one) => sum + one, 0);
  return counts.reduce((sum, count, index) => {
    const expected = Math.max(0.5, weight > 0 ? (total * weights[index]!) / weight : 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/**
 * Whether the stack's own turnover grew with its level, as under rising traffic: the variance of its steps rose at
 * least a third as much as the level. A leak raises the level and leaves the turnover unchanged. Undefined if the level
 * rose too little. Compares the first of `parts` with the last; for whole days choose parts at the same time of day,
 * since evenings are busier than nights.
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
