// Finds where a text mentions a goroutine, the word that every dump has in every transport. It skips other text several
// times faster than reading it line by line.
import { isDigit, matches } from './byte-text.ts';

/** The part that `Goroutine`, as leak checkers and debuggers write it, and `goroutine` share. */
const word = new TextEncoder().encode('oroutine');
/** By byte: how far the search may jump when this byte is aligned with the last byte of the word (Horspool). */
const jumps = new Uint8Array(256).fill(word.length);
for (let at = 0; at < word.length - 1; at++) jumps[word[at]!] = word.length - 1 - at;

/** Bytes after the word in which its number or `profile:` must follow. */
const reach = 8;
/** Bytes needed to recognise a mark. */
export const markBytes = word.length + reach + 1;

/**
 * Index of the `g` or `G` of the first mark between `start` and `end`; -1 when there is none. A mark is the word
 * followed by a number or `profile`. Where `end` is not the end of the text, the last `markBytes` must be searched
 * again with what follows.
 */
export function findMark(bytes: Uint8Array, start: number, end: number): number {
  const tail = word.length - 1;
  let at = start + 1 + tail;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === 101 && isWord(bytes, at - tail) && isMark(bytes, at + 1, end)) {
      const first = bytes[at - tail - 1];
      if (first === 103 || first === 71) return at - tail - 1;
    }
    at += jumps[byte]!;
  }
  return -1;
}

function isWord(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function isMark(bytes: Uint8Array, from: number, end: number): boolean {
  if (bytes[from] === 115) return false;
  // A form has a plus for each space.
  if (matches(bytes, from, end, ' profile') || matches(bytes, from, end, '+profile')) return true;
  for (let at = from; at < end && at < from + reach; at++) {
    if (isDigit(bytes[at]!)) return at > from;
    // `&nbsp;`, `=20`, `%20` and no-break spaces may stand between them, but no line end.
    if (bytes[at] === 10) return false;
  }
  return false;
}

/** Whether the word occurs at all, with or without a number. */
export function speaksOfGoroutines(bytes: Uint8Array, start: number, end: number): boolean {
  const tail = word.length - 1;
  for (let at = start + tail; at < end; at += jumps[bytes[at]!]!) {
    if (bytes[at] === 101 && isWord(bytes, at - tail)) return true;
  }
  return false;
}
