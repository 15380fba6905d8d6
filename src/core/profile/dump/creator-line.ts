// The line of debug=2 that names a goroutine's creator: `created by main.main in goroutine 1`.
import { isDigit, matches } from '../../transport/byte-text.ts';
import { creatorWord } from '../frame-table.ts';
import { readNumber } from '../header-line.ts';

const tail = ' in goroutine ';

/** Where the name of the creator ends, in a line that starts with `created by `. */
export function findCreatorEnd(bytes: Uint8Array, start: number, end: number): number {
  return skipWord(bytes, start + creatorWord.length, end);
}

/** The number of the creating goroutine; 0 where the line has none. `nameEnd` is where the creator's name ends. */
export function readCreatorNumber(bytes: Uint8Array, nameEnd: number, end: number): number {
  if (!matches(bytes, nameEnd, end, tail)) return 0;
  const digits = nameEnd + tail.length;
  let digitsEnd = digits;
  while (digitsEnd < end && isDigit(bytes[digitsEnd]!)) digitsEnd++;
  return readNumber(bytes, digits, digitsEnd);
}

export function skipWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== 32) at++;
  return at;
}
