// Formats numbers, times and durations of verdicts.
import { formatCount } from '../../format.ts';
import { dayMs, hourMs, minuteMs } from '../../agreed-times.ts';

/** Capitalises the start of a sentence. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Smaller times are not dates: they count from the first profile of a series without times. */
const firstDateMs = 365 * dayMs;

export function isDated(atMs: number): boolean {
  return atMs >= firstDateMs;
}

/** `2026-11-21 14:02 UTC`, or `25 min after the first profile` without a date. */
export function formatTime(atMs: number): string {
  if (atMs < 0) return `${formatSpan(-atMs)} before the first profile`;
  if (!isDated(atMs)) return atMs === 0 ? 'the first profile' : `${formatSpan(atMs)} after the first profile`;
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Rounded: `90 s`, `42 min`, `31 h`, `6 d`. */
export function formatSpan(ms: number): string {
  if (ms < 2 * minuteMs) return `${Math.round(ms / 1_000)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.round(ms / dayMs)} d`;
}

/** Per minute, hour or day, whichever gives a readable number. */
export function formatRate(perMinute: number): string {
  if (perMinute >= 0.95) return `${formatFigure(perMinute)} a minute`;
  if (perMinute * 60 >= 0.95) return `${formatFigure(perMinute * 60)} an hour`;
  return `${formatFigure(perMinute * 1_440)} a day`;
}

function formatFigure(value: number): string {
  return value < 9.95 ? String(Math.round(value * 10) / 10) : formatCount(value);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`;
}
