// Growth over restarts. A process that is killed for its memory restarts with few goroutines. One life may be too short
// to judge, but three in a row are enough. A warm-up grows at the beginning of a life, a leak until its end.
import { cutStretch, isCovered, pickResolution } from './stretch.ts';
import type { Track } from './track.ts';
import { measureTraffic, type TrafficTracks } from './traffic.ts';
import { dayMs } from '../../agreed-times.ts';

/** A stack in one life of one process, in thirds of the life after its first tenth. */
export interface Life {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
  /** Rise of the lows in each third. */
  readonly thirds: readonly [number, number, number];
  readonly rise: number;
  /** Rise within the last quarter. */
  readonly late: number;
  /** Whether the minimum of the end is above the maximum of the beginning. */
  readonly apart: boolean;
  /** Sums of all falls and of all rises, from sample to sample. */
  readonly fall: number;
  readonly up: number;
  readonly high: number;
  /** Whether traffic is not known to have risen, so that the growth did not come from a morning. */
  readonly calm: boolean;
}

const warmShare = 0.1;
const minSamples = 16;

/** Facts about a life that need no blocks. */
export interface LifeOutline extends Pick<Life, 'fromMs' | 'toMs' | 'samples' | 'up' | 'fall'> {
  readonly calm: () => boolean;
}

/** False if `growsInFleet` would be false. */
export function mayGrowInFleet(lives: readonly LifeOutline[]): boolean {
  const told = lives.filter(
    ({ samples, fromMs, toMs, up, fall, calm }) =>
      samples >= minSamples && (toMs - fromMs >= dayMs || up + fall === 0 || calm()),
  );
  return told.length >= 4 && isUnreturnedInAll(told);
}

/** Values of a life without growth, for which no blocks are read. */
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

/** Whether traffic is not known to have risen. */
export function isCalm(traffic: TrafficTracks, fromMs: number, toMs: number): boolean {
  return measureTraffic(traffic, fromMs, toMs)?.level !== false;
}

function growsAlong({ samples, thirds: [first, second, third], rise, apart }: Life): boolean {
  return samples >= minSamples && rise >= 3 && apart && first >= 0 && second > 0 && third > first / 3;
}

/** Whether the sums of the thirds over several lives show the same pace until the end. */
function keepsPace(lives: readonly Life[]): boolean {
  const sum = (third: 0 | 1 | 2) => lives.reduce((total, life) => total + life.thirds[third], 0);
  const [first, second, third] = [sum(0), sum(1), sum(2)];
  return second >= 0.7 * first && third >= 0.7 * first && third > 0;
}

/** Number of consecutive lives, up to the newest, that grew until their end. The newest may be too short to count. */
export function countGrowingLives(lives: readonly Life[]): readonly Life[] {
  const newest = lives.at(-1);
  const told =
    newest !== undefined && newest.samples < minSamples * 2 && !growsAlong(newest) ? lives.slice(0, -1) : lives;
  let start = told.length;
  while (start > 0 && growsAlong(told[start - 1]!)) start--;
  // A life with only a warm-up may precede those that leak.
  for (; start < told.length; start++) {
    const growing = told.slice(start);
    if (keepsPace(growing)) return growing;
  }
  return [];
}

/** Falls are negligible compared with rises, so the stack has no traffic of its own. */
export function isUnreturnedInAll(lives: readonly Pick<Life, 'up' | 'fall'>[]): boolean {
  const up = lives.reduce((total, life) => total + life.up, 0);
  const fall = lives.reduce((total, life) => total + life.fall, 0);
  return fall <= Math.max(2, up / 50);
}

/**
 * Whether many processes together show a growth that none shows alone: small steps in most of them, at one pace through
 * each life, with hardly any falls.
 */
export function growsInFleet(lives: readonly Life[]): boolean {
  const told = lives.filter(
    ({ samples, calm, fromMs, toMs }) => samples >= minSamples && (calm || toMs - fromMs >= dayMs),
  );
  if (told.length < 4 || !isUnreturnedInAll(told) || !keepsPace(told)) return false;
  // A whole day includes an evening, so its growth is not only the time of day.
  const whole = told.filter(({ calm, fromMs, toMs }) => !calm || toMs - fromMs >= dayMs / 2);
  const late = whole.reduce((total, life) => total + life.late, 0);
  if (late < whole.reduce((total, life) => total + life.thirds[0], 0) / 3) return false;
  const rise = told.reduce((total, life) => total + life.rise, 0);
  const most = told.reduce((max, life) => Math.max(max, life.rise), 0);
  const [first, , third] = [0, 1, 2].map((index) =>
    told.reduce((total, life) => total + life.thirds[index as 0 | 1 | 2], 0),
  );
  // If nearly all came with the warm-up, a few later ones are its end.
  if (rise < told.reduce((total, life) => total + life.up, 0) / 5) return false;
  // A pool that never shrinks follows the busiest hour, in proportion to its size.
  const level = told.reduce((total, life) => total + life.high - life.rise, 0);
  if (rise < level) return false;
  const growing = told.filter((life) => life.rise > 0).length;
  return (
    rise >= 24 && most <= rise / 2 && growing >= told.length * 0.6 && third! >= 0.9 * first! - 0.5 * Math.sqrt(first!)
  );
}
