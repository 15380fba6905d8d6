// How numbers, durations and lists are written in messages.
import { formatDuration } from '../../../core/query/duration.ts';

/** 51001 as `51,001`. */
export function spellCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 target`, `1,200 targets`. */
export function spellAmount(count: number, singular: string, plural = `${singular}s`): string {
  return `${spellCount(count)} ${count === 1 ? singular : plural}`;
}

/** To the second; below one, to the millisecond. */
export function spellDuration(durationMs: number): string {
  return formatDuration(durationMs < 1000 ? durationMs : Math.round(durationMs / 1000) * 1000);
}

/** `2026-01-31 08:00:00 UTC` */
export function spellTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The first few of a list, and how many are left out. */
export function spellSome(items: readonly string[], shown = 3, separator = '; '): string {
  const rest = items.length - shown;
  const named = items.slice(0, shown);
  return (rest > 0 ? [...named, `and ${spellCount(rest)} more`] : named).join(separator);
}

/** The first few of a list of sentences, and how many are left out. */
export function spellSentences(sentences: readonly string[], shown = 3): string {
  const rest = sentences.length - shown;
  return [...sentences.slice(0, shown), ...(rest > 0 ? [`And ${spellCount(rest)} more.`] : [])].join(' ');
}
