// The input of a rule, and helpers to describe its result.
import type { DownsampledSeries } from './downsampled-series.ts';
import type { Life } from './lives.ts';
import type { Doubt, Trend, TrendRule } from './model.ts';
import { findOnset } from './onset.ts';
import { measureSlope } from './slope.ts';
import type { Track } from './track.ts';
import type { TrafficTracks } from './traffic.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The known past of one stack at one process. */
export interface Past {
  readonly track: Track;
  /** Lives before this one, in the order of time. */
  readonly lives: readonly Life[];
  /** When the previous life was watched; undefined if it was not. */
  readonly before?: Span | undefined;
  /** When the process started; undefined if unknown. */
  readonly startMs: number | undefined;
  readonly traffic: TrafficTracks;
}

/**
 * What a rule found. Describing a finding takes longer than making it, so only the finding that counts is described.
 */
export interface Finding {
  /** No doubt is left, so it is `likely`. */
  readonly isSure: boolean;
  /** Valid until the next sample. */
  readonly describe: () => Trend;
}

export function describeTrend(
  { track }: Past,
  rule: TrendRule,
  series: DownsampledSeries,
  fromMs: number,
  window: { readonly from: number; readonly to: number; readonly samples?: number; readonly ups?: number },
  doubts: readonly Doubt[],
  traffic: Trend['traffic'],
): Trend {
  const slope = measureSlope(series, fromMs);
  const sinceMs = findSince(track, fromMs);
  return {
    grade: doubts.length === 0 ? 'likely' : 'watch',
    rule,
    sinceMs,
    sinceStart: sinceMs <= track.firstMs + 2 * series.widthMs,
    toMs: track.lastMs,
    dueMs: null,
    stoppedMs: null,
    from: window.from,
    to: window.to,
    perMinute: Math.max(0, slope?.perMinute ?? 0),
    lowerPerMinute: Math.max(0, slope?.lowerPerMinute ?? 0),
    upperPerMinute: Math.max(0, slope?.upperPerMinute ?? 0),
    samples: window.samples ?? track.samples,
    ups: window.ups ?? null,
    lives: 1,
    traffic,
    doubts,
  };
}

/**
 * The onset in the longest series that is fine enough. Growth may have begun before the window that showed it.
 * `untilMs`: when it stopped.
 */
function findSince(track: Track, fromMs: number, untilMs?: number): number {
  const { hour, day, week } = track.resolutions!;
  const coarse = findOnset(week, week.originMs, untilMs);
  const series = coarse >= hour.originMs + hour.widthMs ? hour : coarse >= day.originMs + day.widthMs ? day : week;
  const onsetMs = findOnset(series, series.originMs, untilMs);
  return Math.min(Math.max(onsetMs, track.firstMs), Math.max(fromMs, track.firstMs));
}

/** When a number whose rise no rule judges began to rise. Null if it never rose. */
export function findFirstRise(track: Track, stoppedMs: number | null): number | null {
  if (track.resolutions === undefined || track.level <= track.low) return null;
  return findSince(track, track.lastMs, stoppedMs ?? undefined);
}
