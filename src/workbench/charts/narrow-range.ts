// The time that the charts show: a range that reaches back beyond the first sample begins with it, so that the first
// minutes are not a line at the edge.
import type { TimeRange } from '../live/ask.ts';
import type { Span } from '../live/use-overview.ts';
import type { Track } from './track.ts';

const shortestMs = 60_000;

/** A range that somebody chose stays as it is. */
export function narrowRange(range: TimeRange, span: Span, tracks: readonly Track[]): TimeRange {
  if (span.kind === 'fixed') return range;
  const firsts = tracks.flatMap(({ timesMs, lines }) => {
    const at = timesMs.findIndex((_, index) => lines.some(({ values }) => typeof values[index] === 'number'));
    return at < 0 ? [] : [timesMs[at] ?? range.fromMs];
  });
  if (firsts.length === 0) return range;
  const fromMs = Math.max(range.fromMs, Math.min(...firsts, range.toMs - shortestMs));
  return { fromMs, toMs: range.toMs };
}
