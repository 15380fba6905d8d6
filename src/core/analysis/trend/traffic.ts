// Whether traffic explains a growth: by the rate of requests where it is known, else by how much comes and goes in the same process. A leaked
// goroutine never leaves, so leaks add nothing to what leaves; busier hours do.
import { cutStretch } from './stretch.ts';
import type { Track } from './track.ts';

export interface TrafficChange {
  /** How the ratio was had: from requests, or from the turnover of the process's stacks. */
  readonly by: 'requests' | 'turnover';
  /** Traffic of the window's last third over that of its first. */
  readonly ratio: number;
  /** Neither half of the window has a busier stretch than the first third by more than a tenth. */
  readonly level: boolean;
}

/** Fewer departures a sample say nothing about traffic. */
const minTurnover = 0.5;

export interface TrafficTracks {
  /** Requests a second; undefined where the process doesn't tell. */
  readonly requests: Track | undefined;
  /** Goroutines that left since the sample before, over all stacks of the process. */
  readonly turnover: Track | undefined;
}

export function measureTraffic(
  { requests, turnover }: TrafficTracks,
  fromMs: number,
  toMs: number,
): TrafficChange | undefined {
  if (requests !== undefined && requests.samples > 0 && requests.high > 0) {
    const thirds = readThirds(requests, fromMs, toMs);
    if (thirds !== undefined && thirds[0] > 0) return describe('requests', thirds, 1);
    if (requests.trains === undefined) return { by: 'requests', ratio: 1, level: true };
  }
  if (turnover === undefined) return undefined;
  const thirds = readThirds(turnover, fromMs, toMs);
  if (thirds === undefined || Math.max(...thirds) < minTurnover) return undefined;
  // The first third may have been silent: the ratio is then bounded by what can be told.
  const [first, second, third] = thirds;
  // What leaves between two samples grows with the root of what is there (random arrivals), so the ratio is squared.
  return describe('turnover', [Math.max(first, minTurnover / 2), second, third], 2);
}

function describe(
  by: TrafficChange['by'],
  [first, second, third]: readonly [number, number, number],
  power: 1 | 2,
): TrafficChange {
  const slack = by === 'requests' ? 1.15 : 1.2;
  return {
    by,
    ratio: (third / first) ** power,
    level: third <= first * slack && second <= first * slack,
  };
}

function readThirds(track: Track, fromMs: number, toMs: number): [number, number, number] | undefined {
  const train = pickTrain(track, fromMs);
  if (train === undefined) return undefined;
  const means = cutStretch(train, fromMs, toMs, 3).map(({ mean }) => mean);
  return means.every((mean) => mean === mean) ? (means as [number, number, number]) : undefined;
}

/** The finest train that reaches back so far. */
export function pickTrain({ trains }: Track, fromMs: number) {
  if (trains === undefined) return undefined;
  if (trains.hour.originMs <= fromMs + trains.hour.widthMs) return trains.hour;
  if (trains.day.originMs <= fromMs + trains.day.widthMs) return trains.day;
  return trains.week;
}

/**
 * Whether a stack's own comings and goings grew with its level, as they do when traffic grows: the variance of its steps rose at least a third as much as
 * the level. A leak lifts the level and leaves them as they were. Undefined where the level rose too little to tell.
 */
export function hasMoreTurnover(track: Track, fromMs: number, toMs: number): boolean | undefined {
  const train = pickTrain(track, fromMs);
  if (train === undefined) return undefined;
  const [first, , third] = cutStretch(train, fromMs, toMs, 3);
  if (first === undefined || third === undefined || first.samples === 0 || third.samples === 0) return undefined;
  const level = third.mean / Math.max(first.mean, 1);
  if (level < 1.1) return undefined;
  const before = first.fall / first.samples;
  const after = third.fall / third.samples;
  if (before === 0) return after > 0.2;
  return (after / before) ** 2 >= 1 + (level - 1) / 3;
}
