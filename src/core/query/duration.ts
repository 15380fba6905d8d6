// Durations as people write them in settings and queries: Go's format (`1h30m`, `500ms`), with `d` for days.
import { dayMs, hourMs, minuteMs, secondMs } from '../agreed-times.ts';

const msPerUnit: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['\u00b5s', 1e-3],
  ['\u03bcs', 1e-3],
  ['ms', 1],
  ['s', secondMs],
  ['m', minuteMs],
  ['h', hourMs],
  ['d', dayMs],
]);

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/**
 * Milliseconds, with fractions; undefined when the text is not a duration. Negative durations are rejected, since
 * nothing in settings or queries can use them. A bare number is rejected too, except `0`, as in Go.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  let totalMs = 0;
  let position = 0;
  while (position < text.length) {
    const numberStart = position;
    while (isDigit(text[position]) || text[position] === '.') position++;
    const digits = text.slice(numberStart, position);
    const unitStart = position;
    while (position < text.length && !isDigit(text[position]) && text[position] !== '.') position++;
    const unitMs = msPerUnit.get(text.slice(unitStart, position));
    // Number('.') and Number('1.2.3') are NaN, Number('') is 0.
    if (unitMs === undefined || digits === '' || !Number.isFinite(Number(digits))) return undefined;
    totalMs += Number(digits) * unitMs;
  }
  return text === '' || !Number.isFinite(totalMs) ? undefined : totalMs;
}

/** The shortest text that `parseDuration` reads back: `1h30m`, `5s`, `250ms`. Rounds below a millisecond. */
export function formatDuration(durationMs: number): string {
  let restMs = Math.round(durationMs);
  if (restMs < 1_000) return `${restMs}ms`;
  let text = '';
  for (const unit of ['d', 'h', 'm'] as const) {
    const unitMs = msPerUnit.get(unit) ?? 1;
    const whole = Math.floor(restMs / unitMs);
    if (whole > 0) text += `${whole}${unit}`;
    restMs -= whole * unitMs;
  }
  return restMs > 0 ? `${text}${restMs / 1_000}s` : text;
}
