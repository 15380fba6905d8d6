// Reads one target at a past time: its newest sample that is recent enough.
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import type { LifeFacts } from '../../../core/sample/lives.ts';
import type { MomentQuestion, TargetMoment } from '../port.ts';
import type { StreamEntry } from './catalog.ts';
import { mapFigures, type Points } from '../columns/points.ts';
import { findLife, readPieces } from './read-target.ts';
import type { OpenSession } from './session.ts';

interface Found {
  readonly points: Points;
  readonly index: number;
  readonly timeMs: number;
}

/** Undefined if no sample is recent enough. */
export function readTargetMoment(
  open: OpenSession,
  stream: StreamEntry,
  { atMs, maxAgeMs }: MomentQuestion,
): { readonly moment: TargetMoment | undefined; readonly damaged: number } {
  const { db, catalog, seriesCache } = open;
  const { points: pieces, damaged } = readPieces(open, stream, atMs - maxAgeMs - downsampledStepMs, atMs);
  const found = findNewest(pieces, atMs, maxAgeMs);
  if (found === undefined) return { moment: undefined, damaged };
  const { points, index, timeMs } = found;
  const read = (values: Float64Array) => values[index] ?? NaN;
  const { series, damaged: damagedSeries } = seriesCache.readSeries(catalog, stream);
  const moment: TargetMoment = {
    target: { labels: stream.target.labels, firstMs: stream.firstMs, lastMs: stream.lastMs },
    atMs: timeMs,
    tookMs: read(points.tookMs.last),
    goroutines: read(points.goroutines.last),
    groups: points.slots.flatMap((slot, column) => {
      const known = series[slot];
      const count = points.counts[column]?.last[index] ?? 0;
      return known && count > 0 ? [{ ...known, count }] : [];
    }),
    figures: mapFigures((name) => {
      const value = read(points.figures[name].last);
      return Number.isNaN(value) ? null : value;
    }),
    life: findLife(db, read(points.lives)) ?? { fromMs: timeMs, startMs: null, build: null },
  };
  return { moment, damaged: damaged + damagedSeries };
}

/**
 * The life of the target's newest goroutine sample, with the facts that decide whether the next sample belongs to it;
 * undefined if there is none.
 */
export function readNewestLife(open: OpenSession, target: Labels): LifeFacts | undefined {
  const entry = open.catalog.targets.get(targetKey(target));
  const stream = entry?.streams.get('goroutine');
  if (entry?.life === undefined || stream === undefined) return undefined;
  const { fromMs, startMs, build } = entry.life;
  const { points } = readPieces(open, stream, stream.lastMs, stream.lastMs);
  const newest = findNewest(points, stream.lastMs, 0);
  const cpuSeconds = newest?.points.figures.cpuSeconds.last[newest.index] ?? NaN;
  return {
    fromMs,
    startMs,
    build,
    cpuSeconds: Number.isNaN(cpuSeconds) ? null : cpuSeconds,
    seenMs: stream.lastMs,
  };
}

function findNewest(pieces: readonly Points[], atMs: number, maxAgeMs: number): Found | undefined {
  let found: Found | undefined;
  for (const points of pieces) {
    for (const [index, timeMs] of points.timesMs.entries()) {
      // A downsampled point covers five minutes.
      const reachMs = (points.samples[index] ?? 1) > 1 ? maxAgeMs + downsampledStepMs : maxAgeMs;
      if (timeMs > atMs || timeMs < atMs - reachMs) continue;
      if (timeMs >= (found?.timeMs ?? -Infinity)) found = { points, index, timeMs };
    }
  }
  return found;
}
