// Finds the line that opens a goroutine: `goroutine 7 [select]:`, with what a log, a test or goleak adds around it.
import { decodeText, isDigit, skipBlanks, matches, trimEnd } from '../transport/byte-text.ts';
import type { Header } from './header.ts';
import { parseHeader } from './header.ts';

export interface HeaderLine {
  readonly id: number;
  readonly header: Header;
  /** Where the header begins. The text in front of it also stands in front of every other line of the dump. */
  readonly from: number;
  /** A sentence of goleak. The runtime's header of the same goroutine may follow. */
  readonly announced: boolean;
  /** How many goroutines share the header, where a tool has joined them. */
  readonly times: number;
}

const word = 'goroutine ';
const announcement = 'Goroutine ';
/** Places tried per line. A line that repeats the word must not cost its length each time. */
const maxAttempts = 4;

/** Undefined when the line from `start` to `end` opens no goroutine. */
export function findHeaderLine(bytes: Uint8Array, start: number, end: number): HeaderLine | undefined {
  const trimmed = trimEnd(bytes, start, end);
  const last = bytes[trimmed - 1];
  if (last !== 58 && last !== 93) return undefined;
  let attempts = 0;
  for (let at = start; at + 12 <= trimmed && attempts < maxAttempts; at++) {
    const byte = bytes[at];
    if (byte === 103 && matches(bytes, at, trimmed, word)) {
      attempts++;
      const found = readHeader(bytes, at, trimmed, skipBlanks(bytes, start, at) < at);
      if (found) return found;
    } else if (byte === 71 && matches(bytes, at, trimmed, announcement)) {
      attempts++;
      const found = readAnnouncement(bytes, at, trimmed);
      if (found) return found;
    }
  }
  return undefined;
}

function readHeader(bytes: Uint8Array, at: number, end: number, inside: boolean): HeaderLine | undefined {
  // Prose inside a longer line, such as "goroutine 5 [running]", has no colon.
  if (inside && bytes[end - 1] !== 58) return undefined;
  const digitsFrom = at + word.length;
  const digitsTo = skipDigits(bytes, digitsFrom, end);
  if (digitsTo === digitsFrom) return undefined;
  const bracket = skipThread(bytes, digitsTo, end);
  if (bracket < 0) return undefined;
  const { text, times } = takeTimes(decodeText(bytes, bracket, end));
  const header = parseHeader(text);
  if (!header) return undefined;
  return { id: readNumber(bytes, digitsFrom, digitsTo), header, from: at, announced: false, times };
}

/** Reads `[select]: 820 times: [461, 462]`. A tool that joined equal goroutines wrote the text after the colon. */
function takeTimes(text: string): { readonly text: string; readonly times: number } {
  const found = /\]: (\d{1,7}) times(?:: \[[\d, .…]*\]|:)?$/.exec(text);
  return found ? { text: text.slice(0, found.index + 2), times: Number(found[1]) } : { text, times: 1 };
}

/** Skips ` gp=0x… m=0 mp=0x…`, which GOTRACEBACK=system adds. Returns where the bracket opens, or -1. */
export function skipThread(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (matches(bytes, at, end, ' gp=') || matches(bytes, at, end, ' m=') || matches(bytes, at, end, ' mp=')) {
    at++;
    while (at < end && bytes[at]! > 32) at++;
  }
  return matches(bytes, at, end, ' [') ? at + 1 : -1;
}

/** `[Goroutine 7 in state chan receive, with main.f on top of the stack:` (go.uber.org/goleak). */
function readAnnouncement(bytes: Uint8Array, at: number, end: number): HeaderLine | undefined {
  const text = decodeText(bytes, at + announcement.length, end);
  const space = text.indexOf(' ');
  const from = ' in state ';
  const to = text.lastIndexOf(', with ');
  const digits = text.slice(0, space);
  if (!text.endsWith(' on top of the stack:') || !text.startsWith(from, space) || !/^\d+$/.test(digits))
    return undefined;
  const state = text.slice(space + from.length, to < 0 ? undefined : to);
  const header = parseHeader(`[${state}]`);
  return (
    header && {
      id: Number(digits),
      header,
      from: bytes[at - 1] === 91 || bytes[at - 1] === 32 ? at - 1 : at,
      announced: true,
      times: 1,
    }
  );
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at;
}

/** Reads a decimal number, capped at the largest integer that a double holds exactly. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + bytes[at]! - 48;
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
