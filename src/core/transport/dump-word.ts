// Finds where the text of a dump begins in a line: at the words that open a goroutine or a profile.
import { encodeText, findBytes, isDigit, matches, trimEnd } from './byte-text.ts';
import { findMark } from './marks.ts';

const word = 'goroutine ';
/** Marks that are examined. Text that repeats the word must not cost its length each time. */
const maxMarks = 256;
/** A state with its labels is shorter. */
const maxStateBytes = 8 * 1024;

/** Where `goroutine 7 [select]`, `goroutine profile: total 9` or `4 @ 0x1` begins in a line; -1 where none does. */
export function findDumpWord(bytes: Uint8Array, start: number, end: number): number {
  const row = findRow(bytes, start, end);
  const to = row < 0 ? end : row;
  let marks = 0;
  for (let mark = findMark(bytes, start, to); mark >= 0 && marks < maxMarks; mark = findMark(bytes, mark + 1, to)) {
    marks++;
    if (matches(bytes, mark, end, 'goroutine profile: total ')) return mark;
    if (matches(bytes, mark, end, word) && findStateEnd(bytes, mark, end) >= 0) return mark;
    if (matches(bytes, mark, end, 'Goroutine ') && isSpoken(bytes, mark, end)) return mark;
  }
  return row;
}

const rowWord = encodeText(' @ 0x');

/** Finds a count with addresses, which opens each stack in debug=1. */
function findRow(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === 35) return -1;
  let at = findBytes(bytes, rowWord, start, end);
  if (at <= start || !isDigit(bytes[at - 1]!)) return -1;
  while (at > start && isDigit(bytes[at - 1]!)) at--;
  // The digits of an escaped line end are not a count.
  return at > start && bytes[at - 1] === 35 ? -1 : at;
}

/**
 * Index after the bracket of `goroutine 7 gp=0x… m=0 [select, 5 minutes]`, and after its colon if there is one; -1 when
 * there is no bracket.
 */
export function findStateEnd(bytes: Uint8Array, mark: number, end: number): number {
  let at = mark + word.length;
  const digits = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at === digits) return -1;
  while (at + 3 < end && bytes[at] === 32 && bytes[at + 1] !== 91) {
    at++;
    if (!matches(bytes, at, end, 'gp=') && !matches(bytes, at, end, 'm=') && !matches(bytes, at, end, 'mp=')) return -1;
    while (at < end && bytes[at]! > 32) at++;
  }
  if (bytes[at] !== 32 || bytes[at + 1] !== 91) return -1;
  let depth = 0;
  const most = Math.min(end, at + maxStateBytes);
  for (at++; at < most; at++) {
    if (bytes[at] === 91) depth++;
    else if (bytes[at] === 93 && --depth === 0) break;
  }
  if (at >= most) return -1;
  at++;
  // From Go 1.27 on, labels follow the bracket.
  if (bytes[at] === 32 && bytes[at + 1] === 123) {
    const labelsEnd = bytes.lastIndexOf(125, trimEnd(bytes, at, end) - 1);
    if (labelsEnd > at) at = labelsEnd + 1;
  }
  return bytes[at] === 58 ? at + 1 : at;
}

/** `Goroutine 7 in state select`, `Goroutine 7 - User: …`. */
function isSpoken(bytes: Uint8Array, mark: number, end: number): boolean {
  let at = mark + word.length;
  while (at < end && isDigit(bytes[at]!)) at++;
  return matches(bytes, at, end, ' in state ') || matches(bytes, at, end, ' - ') || matches(bytes, at, end, ' (');
}
