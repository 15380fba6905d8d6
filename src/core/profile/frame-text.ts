// Finds where a frame's name and location end in the text of debug=2. Neither rule reads past its own end. So a line
// that starts with the bytes of a known frame is known to be read the same way.
import { isDigit, isHexDigit } from '../transport/byte-text.ts';

const newline = 10;
const space = 32;
const paren = 40;
const dot = 46;
const digit0 = 48;
const colon = 58;

/**
 * Index of the `(` that opens the arguments; -1 when there is none. A `(` after a dot (`pkg.(*T).M`) or inside brackets
 * does not count.
 */
export function findNameEnd(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === paren) {
      if (depth === 0 && at > start && bytes[at - 1] !== dot) return at;
    } else if (byte === 91) depth++;
    else if (byte === 93) depth--;
    else if (byte <= space && (byte === newline || (depth <= 0 && isBlank(byte)))) return -1;
  }
  return -1;
}

/** Only blanks end a name. Other control characters may occur in one. */
function isBlank(byte: number): boolean {
  return byte === space || byte === 9 || byte === 13;
}

/**
 * Index after `path:line`; -1 when there is none. The line ends there or goes on with ` +0x1d`, ` fp=0x…` or ` pc=0x…`.
 */
export function findLocationEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== colon) continue;
    let digits = at + 1;
    while (digits < end && isDigit(bytes[digits]!)) digits++;
    if (digits === at + 1 || digits - at > 10) continue;
    if (digits === end || opensOffsets(bytes, digits, end)) return digits;
  }
  return -1;
}

/** Whether ` +0x1d` (some tickets lose the plus), ` fp=0x…`, ` sp=0x…` or ` pc=0x…` begins at `at`. */
function opensOffsets(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== space) return false;
  const named = bytes[at + 3] === 61 && (bytes[at + 1] === 112 || bytes[at + 2] === 112);
  let digits = named ? at + 4 : bytes[at + 1] === 43 ? at + 2 : bytes[at + 1] === digit0 ? at + 1 : end;
  if (digits + 2 > end || bytes[digits] !== digit0 || bytes[digits + 1] !== 120) return false;
  digits += 2;
  while (digits < end && isHexDigit(bytes[digits]!)) digits++;
  // The runtime cuts its own dumps anywhere. Text that follows an offset directly makes the line something else.
  return digits >= end || bytes[digits] === space;
}

/** Where the location begins in `main.f(0x1) at main.go:12`; -1 where the line has none. */
export function findPlaceBehind(bytes: Uint8Array, start: number, end: number): number {
  if (!isDigit(bytes[end - 1] ?? 0)) return -1;
  for (let at = end - 4; at > start; at--) {
    if (bytes[at] !== space || bytes[at + 1] !== 97 || bytes[at + 2] !== 116 || bytes[at + 3] !== space) continue;
    return findLocationEnd(bytes, at + 4, end) === end ? at + 4 : -1;
  }
  return -1;
}
