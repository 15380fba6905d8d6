// Chooses the time range of the charts. A range that starts before the first sample is cut to it, so that the first
// minutes are not a line at the edge.
import type { TimeRange } from '../live/ask.ts';
import type { Span } from '../live/use-overview.ts';
import { knownRange, type Track } from './track.ts';
import { minuteMs } from '../../core/agreed-times.ts';

/** A shorter axis would show two or three samples only. */
const shortestMs = minuteMs;

/** A range chosen by the user is not changed. */
export function narrowRange(range: TimeRange, span: Span, tracks: readonly Track[]): TimeRange {
  const known = span.kind === 'fixed' ? undefined : knownRange(tracks);
  if (known === undefined) return range;
  const fromMs = Math.max(range.fromMs, Math.min(known.fromMs, range.toMs - shortestMs));
  return { fromMs, toMs: range.toMs };
}
