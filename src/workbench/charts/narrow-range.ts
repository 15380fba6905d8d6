// The time that the charts show: a range that reaches back beyond the first sample begins with it, so that the first
// minutes are not a line at the edge.
import type { TimeRange } from '../live/ask.ts';
import type { Span } from '../live/use-overview.ts';
import { knownRange, type Track } from './track.ts';

const shortestMs = 60_000;

/** A range that somebody chose stays as it is. */
export function narrowRange(range: TimeRange, span: Span, tracks: readonly Track[]): TimeRange {
  const known = span.kind === 'fixed' ? undefined : knownRange(tracks);
  if (known === undefined) return range;
  const fromMs = Math.max(range.fromMs, Math.min(known.fromMs, range.toMs - shortestMs));
  return { fromMs, toMs: range.toMs };
}
