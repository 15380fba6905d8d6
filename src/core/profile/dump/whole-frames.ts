// Reads a call or creator together with its location when both lines are complete and plain. Nearly all frames that
// were not seen before are.
import { matches, skipBlanks, trimEnd } from '../../transport/byte-text.ts';
import { opensCounts } from '../counts.ts';
import { creatorWord, frameKind, noFrame, type FrameTable } from '../frame-table.ts';
import { findLocationEnd, findNameEnd } from '../frame-text.ts';
import { findCreatorEnd, readCreatorNumber } from './creator-line.ts';
import type { OpenGoroutine } from './open-goroutine.ts';

const newline = 10;
const colon = 58;
const closingBracket = 93;
const closingParen = 41;

export class WholeFrames {
  readonly #frames: FrameTable;
  readonly #maxLineBytes: number;

  constructor(frames: FrameTable, maxLineBytes: number) {
    this.#frames = frames;
    this.#maxLineBytes = maxLineBytes;
  }

  /** Returns where the line after the location begins; -1 where the lines have another form. */
  read(goroutine: OpenGoroutine, bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start]! <= 32) return -1;
    const isCreator = matches(bytes, start, end, creatorWord);
    const nameEnd = isCreator ? start : findNameEnd(bytes, start, end);
    if (nameEnd < 0) return -1;
    const lineEnd = bytes.indexOf(newline, nameEnd);
    const locationLineEnd = lineEnd + 1 < end ? bytes.indexOf(newline, lineEnd + 1) : -1;
    if (locationLineEnd < 0 || lineEnd - start > this.#maxLineBytes) return -1;
    if (locationLineEnd - lineEnd > this.#maxLineBytes) return -1;
    const callEnd = trimEnd(bytes, start, lineEnd);
    if (isCreator ? !isCreatorAlone(bytes, start, callEnd) : bytes[callEnd - 1] !== closingParen) return -1;
    const from = skipBlanks(bytes, lineEnd + 1, locationLineEnd);
    const locationEnd = findLocationEnd(bytes, from, trimEnd(bytes, from, locationLineEnd));
    if (locationEnd < 0) return -1;
    const kind = isCreator ? frameKind.creator : frameKind.call;
    const wordEnd = isCreator ? findCreatorEnd(bytes, start, callEnd) : nameEnd;
    const frame = this.#frames.intern(kind, bytes, start, wordEnd, bytes, from, locationEnd);
    if (frame === noFrame) return -1;
    if (isCreator) {
      goroutine.creator = readCreatorNumber(bytes, wordEnd, callEnd);
      goroutine.setCreator(frame);
    } else goroutine.push(frame);
    return locationLineEnd + 1;
  }
}

/** Whether the line holds a creator and nothing else. A header may follow it on the same line. */
function isCreatorAlone(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= creatorWord.length) return false;
  const last = bytes[end - 1];
  return last !== colon && last !== closingBracket && !opensCounts(bytes, start, end);
}
