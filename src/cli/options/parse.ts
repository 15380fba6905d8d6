// Parsers for the values of options. The error for a wrong value shows an example of a right one.
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../core/query/duration.ts';

export function parseNumber(text: string): number {
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('It must be a number, such as 20.');
  return Number(text);
}

export function parseCount(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, such as 20.');
  return Number(text);
}

/** Milliseconds. */
export function parseTime(text: string): number {
  const durationMs = parseDuration(text);
  if (!durationMs) throw new InvalidArgumentError('It must be a duration, such as 5s or 1m30s.');
  return durationMs;
}

export function collectOne(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** The option may be repeated, or given once with commas. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...text.split(',').map((word) => word.trim())];
}
