// Pieces of the demo's view: numbers, bars and cuts, in plain text.
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
export const colourful: Paint = (style, text) => styleText(style, text, { validateStream: false });

const bars = '▁▂▃▄▅▆▇█';

/** One character a value for the newest `width` values; the lowest of them is the lowest bar. */
export function drawSparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown
    .map((value) => bars[span === 0 ? 0 : Math.round(((value - low) / span) * (bars.length - 1))] ?? '')
    .join('');
}

/** `+12`, `−3`, `0`, with thousands apart. */
export function formatChange(change: number): string {
  const rounded = Math.round(change);
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : '−'}${formatNumber(Math.abs(rounded))}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Keeps the end, the most telling part of names of functions and files. */
export function cutLeft(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return width <= 0 ? '' : `…${characters.slice(characters.length - width + 1).join('')}`;
}

/** A function's name without the path of its package, if the whole name does not fit. */
export function cutFunction(name: string, width: number): string {
  return [...name].length <= width ? name : cutLeft(name.slice(name.lastIndexOf('/') + 1), width);
}

/** Keeps the beginning, the most telling part of sentences. */
export function cutRight(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return width <= 0 ? '' : `${characters.slice(0, width - 1).join('')}…`;
}

/** Names come from the service, so their control characters must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

/** `08:12:31` in local time. */
export function formatClock(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}
