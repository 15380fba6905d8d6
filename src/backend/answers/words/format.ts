// Formats numbers, durations and lists for messages.
import { formatCount } from '../../../core/format.ts';
import { formatDuration } from '../../../core/query/duration.ts';

/** Rounds to seconds; below one second, to milliseconds. */
export function formatRoundedDuration(durationMs: number): string {
  return formatDuration(durationMs < 1000 ? durationMs : Math.round(durationMs / 1000) * 1000);
}

/** `2026-01-31 08:00:00 UTC` */
export function formatTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The first few items of a list, and the number omitted. */
export function formatSome(items: readonly string[], shown = 3, separator = '; '): string {
  const rest = items.length - shown;
  const named = items.slice(0, shown);
  return (rest > 0 ? [...named, `and ${formatCount(rest)} more`] : named).join(separator);
}

/** The first few sentences of a list, and the number omitted. */
export function formatSentences(sentences: readonly string[], shown = 3): string {
  const rest = sentences.length - shown;
  return [...sentences.slice(0, shown), ...(rest > 0 ? [`And ${formatCount(rest)} more.`] : [])].join(' ');
}
