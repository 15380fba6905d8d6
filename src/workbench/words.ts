// Formats names, numbers and times.
import { formatCount } from '../core/format.ts';
import { neutralise } from '../report/plain-text.ts';

/** Escapes characters that could reorder or hide text. Names come from other programs. */
export const cleanText = neutralise;

/** `github.com/acme/shop/cart.(*Store).Put` → `github.com/acme/shop/` and `cart.(*Store).Put`. */
export function splitName(name: string): { readonly path: string; readonly rest: string } {
  const clean = cleanText(name);
  const bracket = clean.search(/[[(]/);
  const slash = clean.lastIndexOf('/', bracket < 0 ? undefined : bracket);
  return { path: clean.slice(0, slash + 1), rest: clean.slice(slash + 1) };
}

/** `+12.5`, `−3`, `0`. */
export function formatChange(value: number): string {
  const digits = Math.abs(value) < 10 ? 1 : 0;
  const rounded = Math.abs(Number(value.toFixed(digits)));
  if (rounded === 0) return '0';
  return `${value > 0 ? '+' : '−'}${rounded.toLocaleString('en-US')}`;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < byteUnits.length - 1; unit++) value /= 1024;
  return `${value >= 100 || unit === 0 ? Math.round(value) : Number(value.toFixed(1))} ${byteUnits[unit] ?? ''}`;
}

/** Short, for charts: `1.2k`, `37`. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toFixed(1))}M`;
  if (size >= 10_000) return `${Number((value / 1e3).toFixed(1))}k`;
  return size >= 100 || Number.isInteger(value) ? formatCount(value) : String(Number(value.toFixed(1)));
}

/** `5.7 to 6.2 MiB`, or one figure if both are equal. */
export function formatRange(
  range: { readonly low: number; readonly high: number },
  format: (value: number) => string,
): string {
  const [low, high] = [format(range.low), format(range.high)];
  return low === high ? `about ${low}` : `${low} to ${high}`;
}

export function formatMinutes(minutes: number): string {
  if (minutes < 1) return 'under a minute';
  if (minutes < 120) return `${Math.round(minutes)} min`;
  if (minutes < 48 * 60) return `${Number((minutes / 60).toFixed(1))} h`;
  return `${Number((minutes / 1440).toFixed(1))} d`;
}

/** `37 ms`, `4.8 s`. */
export function formatTook(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function formatClock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** Includes the day unless it is today. */
export function formatMoment(atMs: number, nowMs: number = Date.now()): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  if (at.toDateString() === now.toDateString()) return formatClock(atMs);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${formatClock(atMs)}`;
}
