// Growth over restarts. A process that is killed for its memory starts again with few goroutines: each life alone may
// be too short to tell, three in a row are not. A life that only warms up grows at its beginning; a leak grows until
// the end.
import { cutStretch, isCovered, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';
import { measureTraffic, type TrafficTracks } from './traffic.ts';

/** How a stack fared in one life of one process, in thirds of the life after its first tenth. */
export interface Life {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  /** By how much the lows rose in each third. */
  readonly thirds: readonly [number, number, number];
  readonly rise: number;
  /** By how much it rose within the last quarter. */
  readonly late: number;
  /** The lowest of its end lies above the highest of its beginning. */
  readonly apart: boolean;
  /** Sum of all falls, and of all rises, from sample to sample. */
  readonly fall: number;
  readonly up: number;
  readonly high: number;
  /** Traffic did not rise meanwhile, as far as is known: what grew did not grow with a morning. */
  readonly calm: boolean;
}

const dayMs = 24 * 60 * 60_000;
const warmShare = 0.1;
const minSamples = 16;

/** What is known of a life without its blocks. */
export interface LifeOutline extends Pick<Life, 'fromMs' | 'toMs' | 'samples' | 'up' | 'fall'> {
  readonly calm: () => boolean;
}

/** False where `growsInFleet` would be. */
export function mayGrowInFleet(lives: readonly LifeOutline[]): boolean {
  const told = lives.filter(
    ({ samples, fromMs, toMs, up, fall, calm }) =>
      samples >= minSamples && (toMs - fromMs >= dayMs || up + fall === 0 || calm()),
  );
  return told.length >= 4 && isUnreturnedInAll(told);
}

/** As of a life that did not grow: nothing has to be read from blocks. */
export function outlineLife({ firstMs, lastMs, samples, fall, rise: up, high }: Track): Life {
  return {
    fromMs: firstMs,
    toMs: lastMs,
    samples,
    thirds: [0, 0, 0],
    rise: 0,
    late: 0,
    apart: false,
    fall,
    up,
    high,
    calm: true,
  };
}

export function summariseLife(track: Track, traffic?: TrafficTracks): Life {
  const { firstMs, lastMs, samples } = track;
  const level = outlineLife(track);
  const fromMs = firstMs + (lastMs - firstMs) * warmShare;
  const series = samples < minSamples ? undefined : pickResolution(track, fromMs);
  if (series === undefined) return level;
  const calm = traffic === undefined || isCalm(traffic, firstMs, lastMs);
  const cut = cutStretch(series, fromMs, lastMs, 4);
  if (!isCovered(cut)) return { ...level, calm };
  const [a, b, c, d] = cut.map(({ low }) => low) as [number, number, number, number];
  return { ...level, calm, thirds: [b - a, c - b, d - c], rise: d - a, late: track.last - d, apart: d > cut[0]!.high };
}

/** Traffic did not rise, as far as is known. */
export function isCalm(traffic: TrafficTracks, fromMs: number, toMs: number): boolean {
  return measureTraffic(traffic, fromMs, toMs)?.level !== false;
}

function growsAlong({ samples, thirds: [first, second, third], rise, apart }: Life): boolean {
  return samples >= minSamples && rise >= 3 && apart && first >= 0 && second > 0 && third > first / 3;
}

/** Sums of the thirds of several lives: whether growth keeps its pace to the end of a life. */
function keepsPace(lives: readonly Life[]): boolean {
  const sum = (third: 0 | 1 | 2) => lives.reduce((total, life) => total + life.thirds[third], 0);
  const [first, second, third] = [sum(0), sum(1), sum(2)];
  return second >= 0.7 * first && third >= 0.7 * first && third > 0;
}

/** Lives in a row, up to the newest, in which it grew to the end. The newest may be too young to count. */
export function countGrowingLives(lives: readonly Life[]): readonly Life[] {
  const newest = lives.at(-1);
  const told =
    newest !== undefined && newest.samples < minSamples * 2 && !growsAlong(newest) ? lives.slice(0, -1) : lives;
  let start = told.length;
  while (start > 0 && growsAlong(told[start - 1]!)) start--;
  // A life that only warmed up may stand before those that leak.
  for (; start < told.length; start++) {
    const growing = told.slice(start);
    if (keepsPace(growing)) return growing;
  }
  return [];
}

/** Falls are next to nothing beside the rises: no traffic of its own. */
export function isUnreturnedInAll(lives: readonly Pick<Life, 'up' | 'fall'>[]): boolean {
  const up = lives.reduce((total, life) => total + life.up, 0);
  const fall = lives.reduce((total, life) => total + life.fall, 0);
  return fall <= Math.max(2, up / 50);
}

/**
 * Whether many processes together show what none shows alone: small steps in most of them, at one pace through each
 * life, hardly any back.
 */
export function growsInFleet(lives: readonly Life[]): boolean {
  const told = lives.filter(
    ({ samples, calm, fromMs, toMs }) => samples >= minSamples && (calm || toMs - fromMs >= dayMs),
  );
  if (told.length < 4 || !isUnreturnedInAll(told) || !keepsPace(told)) return false;
  // A day has an evening: what only grew with the day did not grow in it.
  const whole = told.filter(({ calm, fromMs, toMs }) => !calm || toMs - fromMs >= dayMs / 2);
  const late = whole.reduce((total, life) => total + life.late, 0);
  if (late < whole.reduce((total, life) => total + life.thirds[0], 0) / 3) return false;
  const rise = told.reduce((total, life) => total + life.rise, 0);
  const most = told.reduce((max, life) => Math.max(max, life.rise), 0);
  const [first, , third] = [0, 1, 2].map((index) =>
    told.reduce((total, life) => total + life.thirds[index as 0 | 1 | 2], 0),
  );
  // Where nearly all came with the warm-up, what dribbles in after it is its end.
  if (rise < told.reduce((total, life) => total + life.up, 0) / 5) return false;
  // A pool that never shrinks follows the busiest hour, by a part of its size.
  const level = told.reduce((total, life) => total + life.high - life.rise, 0);
  if (rise < level) return false;
  const growing = told.filter((life) => life.rise > 0).length;
  return (
    rise >= 24 && most <= rise / 2 && growing >= told.length * 0.6 && third! >= 0.9 * first! - 0.5 * Math.sqrt(first!)
  );
}
