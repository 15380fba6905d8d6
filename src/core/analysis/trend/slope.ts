// The Theil–Sen slope: the median of the slopes between all pairs of lows (Theil 1950; Sen 1968). It tolerates 29 % of
// wrong lows.
import { fields, lowAt, samplesAt, type DownsampledSeries } from './downsampled-series.ts';
import { findStop } from './find-stop.ts';
import type { Track } from './track.ts';
import { hourMs, minuteMs } from '../../agreed-times.ts';

const maxLows = 32;

/** Lows of a series from `fromMs` on, at most `maxLows`: neighbours are merged to their minimum. */
function listLows(series: DownsampledSeries, fromMs: number): { readonly times: number[]; readonly lows: number[] } {
  const first = Math.max(0, Math.ceil((fromMs - series.originMs) / series.widthMs - 0.5));
  const stride = Math.max(1, Math.ceil((series.length - first) / maxLows));
  const times: number[] = [];
  const lows: number[] = [];
  for (let start = first; start < series.length; start += stride) {
    let low = Infinity;
    const end = Math.min(start + stride, series.length);
    for (let index = start; index < end; index++) {
      if (series.data[index * fields + samplesAt]! > 0 && series.data[index * fields + lowAt]! < low)
        low = series.data[index * fields + lowAt]!;
    }
    if (low === Infinity) continue;
    lows.push(low);
    times.push(series.originMs + ((start + end) / 2) * series.widthMs);
  }
  return { times, lows };
}

export interface Slope {
  readonly perMinute: number;
  /** The quartiles of all slopes. */
  readonly lowerPerMinute: number;
  readonly upperPerMinute: number;
}

/** The slope of the lows; undefined with fewer than two. */
export function measureSlope(series: DownsampledSeries, fromMs: number): Slope | undefined {
  const { times, lows } = listLows(series, fromMs);
  if (lows.length < 2) return undefined;
  const slopes = new Float64Array((lows.length * (lows.length - 1)) / 2);
  let index = 0;
  for (let i = 0; i < lows.length; i++) {
    for (let j = i + 1; j < lows.length; j++) slopes[index++] = (lows[j]! - lows[i]!) / (times[j]! - times[i]!);
  }
  slopes.sort();
  const at = (share: number) => slopes[Math.min(slopes.length - 1, Math.floor(slopes.length * share))]! * minuteMs;
  return { perMinute: at(0.5), lowerPerMinute: at(0.25), upperPerMinute: at(0.75) };
}

/** The slope of the lows over the last hour; 0 if it does not grow, or stopped within that hour. */
export function measureRecentGrowth(track: Track): number {
  const { resolutions } = track;
  const fromMs = track.lastMs - hourMs;
  if (resolutions === undefined || findStop(track, fromMs) !== null) return 0;
  const slope = measureSlope(resolutions.hour, fromMs);
  return Math.max(0, slope?.perMinute ?? 0);
}
