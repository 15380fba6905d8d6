// How a group's count changed over the series of one or more targets: by how much, how fast, since when.
import type { ProfileCounts, Series } from './model.ts';
import { minuteMs } from '../core/agreed-times.ts';

export interface Course {
  readonly change: number;
  readonly growthPerMinute: number | null;
  readonly sinceMs: number | null;
  readonly points: readonly (number | null)[];
}

interface Timed {
  readonly timeMs: number;
  readonly count: number;
}

/** The width of a sparkline in characters. */
const maxPoints = 16;
/** The slope uses all pairs of samples, so longer series are downsampled to this number. */
const maxForSlope = 200;

/** Undefined if no target has more than one sample. The growth of a sum is the sum of the targets' growths. */
export function traceGroup(key: string, series: readonly Series[]): Course | undefined {
  const traced = series.flatMap(({ samples }) => (samples.length > 1 ? [traceSamples(key, samples)] : []));
  if (traced.length === 0) return undefined;
  const slopes = traced.flatMap(({ timed }) => measureSlope(timed) ?? []);
  const since = traced.flatMap(({ timed }) => findBeginning(timed) ?? []);
  return {
    change: traced.reduce((sum, { counts }) => sum + (counts.at(-1) ?? 0) - (counts[0] ?? 0), 0),
    growthPerMinute: slopes.length === 0 ? null : slopes.reduce((sum, slope) => sum + slope, 0),
    sinceMs: since.length === 0 ? null : since.reduce((least, one) => Math.min(least, one)),
    points: sumPoints(traced.map(({ counts, timed }) => drawPoints(counts, timed))),
  };
}

function traceSamples(key: string, samples: readonly ProfileCounts[]) {
  const counts = samples.map((sample) => sample.counts.get(key) ?? 0);
  const timed = samples.flatMap(({ timeMs }, index): Timed[] =>
    timeMs === undefined ? [] : [{ timeMs, count: counts[index] ?? 0 }],
  );
  return { counts, timed };
}

/** The median of the slopes between all pairs, per minute (Theil-Sen). It tolerates many wrong samples. */
function measureSlope(timed: readonly Timed[]): number | undefined {
  const stride = Math.ceil(timed.length / maxForSlope);
  const used = timed.filter((_, index) => (timed.length - 1 - index) % stride === 0);
  const slopes = used.flatMap((from, index) =>
    used
      .slice(index + 1)
      .filter((to) => to.timeMs > from.timeMs)
      .map((to) => (to.count - from.count) / ((to.timeMs - from.timeMs) / minuteMs)),
  );
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  const upper = slopes[middle];
  if (upper === undefined) return undefined;
  return slopes.length % 2 === 1 ? upper : (upper + (slopes[middle - 1] ?? upper)) / 2;
}

function findBeginning(timed: readonly Timed[]): number | undefined {
  const first = timed[0];
  const last = timed.at(-1);
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return undefined;
  const lowest = timed.reduce((least, { count }) => Math.min(least, count), Infinity);
  if (last.count <= first.count) return undefined;
  return timed.findLast(({ count }) => count === lowest)?.timeMs;
}

/** Keeps peaks: the highest of several samples at one point is drawn. */
function drawPoints(counts: readonly number[], timed: readonly Timed[]): readonly (number | null)[] {
  const first = timed[0];
  const spanMs = (timed.at(-1)?.timeMs ?? 0) - (first?.timeMs ?? 0);
  const placed =
    first !== undefined && timed.length === counts.length && spanMs > 0
      ? timed.map(({ timeMs, count }) => ({ at: (timeMs - first.timeMs) / spanMs, count }))
      : counts.map((count, index) => ({ at: index / (counts.length - 1), count }));
  const steps = placed.slice(1).map(({ at }, index) => at - (placed[index]?.at ?? 0));
  const step = steps.toSorted((a, b) => a - b)[(steps.length - 1) >> 1] ?? 1;
  const width = step > 0 ? Math.min(Math.round(1 / step) + 1, maxPoints) : Math.min(placed.length, maxPoints);
  const points = Array.from({ length: width }, (): number | null => null);
  for (const { at, count } of placed) {
    const index = Math.round(at * (width - 1));
    points[index] = Math.max(points[index] ?? 0, count);
  }
  return points;
}

/** Adds targets that were sampled at the same times. A gap in one is a gap in the sum. */
function sumPoints(all: readonly (readonly (number | null)[])[]): readonly (number | null)[] {
  const width = all.reduce((least, points) => Math.min(least, points.length), Infinity);
  return Array.from({ length: width }, (_, index) =>
    all.reduce<number | null>((sum, points) => {
      const one = points[width > 1 ? Math.round((index / (width - 1)) * (points.length - 1)) : 0] ?? null;
      return sum === null || one === null ? null : sum + one;
    }, 0),
  );
}
