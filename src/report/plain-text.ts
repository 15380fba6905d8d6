// Makes names from other programs safe to print. None of them may move the cursor, change colours or reorder a line.

/** Control characters (C1, DEL), line separators, and characters that are invisible or change the writing direction. */
const unsafeBeyondC0 =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const unsafe = new RegExp(`[\\u0000-\\u001f]|${unsafeBeyondC0.source}`, 'g');

/** Replaces each such character by its escape: `\u001b`. */
export function neutralise(text: string): string {
  return text.replace(unsafe, escape);
}

/**
 * JSON with such characters escaped as well, since they are valid in JSON but unsafe on a terminal. JSON escapes C0
 * itself. The newlines between its lines remain, and escaping them one by one would cost megabytes.
 */
export function stringifySafely(value: unknown, indent: number): string {
  return JSON.stringify(value, undefined, indent).replace(unsafeBeyondC0, escape);
}

function escape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Columns of a text on a terminal. Wide characters take two, combining marks none. */
export function measureWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += widthOf(char.codePointAt(0) ?? 0);
  return width;
}

function widthOf(codePoint: number): number {
  if (/\p{Mark}/u.test(String.fromCodePoint(codePoint))) return 0;
  return wideRanges.some(([from, to]) => codePoint >= from && codePoint <= to) ? 2 : 1;
}

/** East Asian wide and full-width, and emoji. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Shortens to at most `width` columns by cutting the middle, the least useful part of a name. */
export function shorten(text: string, width: number): string {
  if (measureWidth(text) <= width) return text;
  const chars = [...text];
  const budget = Math.max(width - 1, 0);
  const head = takeWithin(chars, Math.floor(budget / 3));
  const tail = takeWithin(chars.toReversed(), budget - measureWidth(head));
  return `${head}…${[...tail].toReversed().join('')}`;
}

function takeWithin(chars: readonly string[], width: number): string {
  let taken = '';
  let used = 0;
  for (const char of chars) {
    used += measureWidth(char);
    if (used > width) break;
    taken += char;
  }
  return taken;
}
