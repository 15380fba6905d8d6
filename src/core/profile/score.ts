// Scores how well a text reads as a dump, to decide which transport carries it.
import { decodeText, skipBlanks, trimEnd } from '../transport/byte-text.ts';
import { findFrame, findLabels, findOpening, readCounted, readFrame } from './counts-lines.ts';
import { readLineMeaning } from './dump-lines.ts';
import type { TextFormat } from './format.ts';
import { textFormats } from './formats.ts';
import { findLocationEnd, findNameEnd, findPlaceBehind } from './frame-text.ts';
import { parseLabels } from './label-text.ts';
import { isBareName, isFunctionName } from './frame-name.ts';
import { creatorWord } from './frame-table.ts';
import { findHeaderLine } from './header-line.ts';
import { matches } from '../transport/byte-text.ts';

/** A text with more points is a dump, whatever else it resembles. */
const surelyDump = 12;
/** Lines needed to recognise a tool. */
const maxListingLines = 200;
const maxListingBytes = 16 * 1024;
/** Enough of a dump to tell that no tool wrote it. */
const surelyBytes = 2 * 1024;

/** The score of a text; see `weighHead`. */
export function scoreText(text: Uint8Array): number {
  const { points } = new Appraisal(text);
  return points > surelyDump ? points : Math.max(points, scoreListing(text).points);
}

/** The tool that wrote the text; undefined where it is a dump or nothing known. */
export function findListing(text: Uint8Array): TextFormat | undefined {
  const opening = appraiseLines(text.subarray(0, surelyBytes));
  if (opening.points > surelyDump && opening.faults === 0) return undefined;
  const appraised = new Appraisal(text).points;
  if (appraised > surelyDump) return undefined;
  const { format, points } = scoreListing(text);
  return points > appraised ? format : undefined;
}

function scoreListing(text: Uint8Array): { readonly format: TextFormat | undefined; readonly points: number } {
  const lines = decodeText(text, 0, Math.min(text.length, maxListingBytes)).split(/\r?\n/, maxListingLines);
  let best: { format: TextFormat | undefined; points: number } = { format: undefined, points: 0 };
  for (const format of textFormats) {
    const points = format.score?.(lines) ?? 0;
    if (points > best.points) best = { format, points };
  }
  return best;
}

/** Whether the runtime could have written every line. A last line without a newline is ignored. */
export function isPlainDump(text: Uint8Array): boolean {
  const { points, faults } = appraiseLines(text);
  return points > 0 && faults === 0;
}

function appraiseLines(text: Uint8Array): Appraisal {
  return new Appraisal(text.subarray(0, text.lastIndexOf(10) + 1));
}

/** Receivers in brackets are always pointers, but some chats remove the star. The other signs belong to a log. */
const oddName = /\.\([^*]|[="\ufb00-\ufb04]|<https?:/;

const ligature = /[\ufb00-\ufb04]/;

const maxStrays = 4;

/** What the next line may be. */
type Expected = 'anything' | 'location' | 'place of a word' | 'rows';

class Appraisal {
  points = 0;
  /** Lines in the wrong place. */
  faults = 0;
  #inside = false;
  #inPanic = false;
  /** Consecutive lines in the wrong place. */
  #strays = 0;
  #expected: Expected = 'anything';

  constructor(text: Uint8Array) {
    for (let at = 0; at < text.length;) {
      const found = text.indexOf(10, at);
      const lineEnd = found < 0 ? text.length : found;
      this.#take(text, at, lineEnd);
      at = lineEnd + 1;
    }
  }

  #take(bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = trimEnd(bytes, start, lineEnd);
    const from = skipBlanks(bytes, start, end);
    if (from === end) {
      this.#inside = false;
      this.#inPanic = false;
      this.#expected = 'anything';
      return;
    }
    if (this.#inPanic && from > start) return;
    this.#inPanic = false;
    const expected = this.#expected;
    if ((expected === 'location' || expected === 'place of a word') && this.#isLocation(bytes, from, end)) {
      this.#expected = 'anything';
      this.points += expected === 'location' ? 2 : 1;
      return;
    }
    if (expected === 'place of a word') this.#err();
    const header = findHeaderLine(bytes, start, end);
    if (header) {
      const isInside = header.from > from && !header.announced;
      this.#open(isInside || header.header.unread ? 1 : 3);
      if (isInside || header.header.unread) this.faults++;
      return;
    }
    const opening = findOpening(bytes, start, end);
    if (opening) {
      this.#open(opening.from <= from ? 3 : 1);
      if (opening.from > from) this.faults++;
      this.#expected = 'rows';
      return;
    }
    if (this.#takeRow(bytes, from, end)) return;
    if (this.#inside) this.#takeInside(bytes, from, end);
    else if (!this.#isKnown(bytes, from, end)) this.faults++;
  }

  #open(points: number): void {
    this.points += points;
    this.#inside = true;
    this.#strays = 0;
    this.#expected = 'anything';
  }

  #isLocation(bytes: Uint8Array, from: number, end: number): boolean {
    return (
      !isOddPlace(bytes, from, end) && (findLocationEnd(bytes, from, end) >= 0 || matches(bytes, from, end, 'pc=0x'))
    );
  }

  /** Takes a line of debug=1: a count with addresses, labels or a frame. */
  #takeRow(bytes: Uint8Array, from: number, end: number): boolean {
    const first = bytes[from]!;
    if (first !== 35 && (first < 48 || first > 57)) return false;
    const text = decodeText(bytes, from, Math.min(end, from + 4096));
    const frame = findFrame(text);
    if (first >= 48 && !frame && readCounted(text)?.addressText.startsWith(' 0x')) {
      this.points += 2;
      this.#inside = true;
      return true;
    }
    if (frame && ligature.test(frame.rest)) {
      this.#err();
      return true;
    }
    if (frame && (frame.rest === '' || isFunctionName(readFrame(frame.rest)?.function ?? ''))) {
      this.points += 1;
      return true;
    }
    const labels = findLabels(text);
    if (labels === undefined) return false;
    if (parseLabels(labels) === undefined) this.#err();
    return true;
  }

  #takeInside(bytes: Uint8Array, from: number, end: number): void {
    const place = findPlaceBehind(bytes, from, end);
    if (place > 0) {
      this.points += 2;
      return;
    }
    const isCreator = matches(bytes, from, end, creatorWord);
    const nameEnd = isCreator ? skipWord(bytes, from + creatorWord.length, end) : findNameEnd(bytes, from, end);
    const nameFrom = isCreator ? from + creatorWord.length : from;
    const isCall = isCreator || (nameEnd >= 0 && bytes[end - 1] === 41);
    const name = isCall ? decodeText(bytes, nameFrom, nameEnd) : '';
    if (isCall && isFunctionName(name) && !oddName.test(name)) {
      if (this.#expected === 'location') this.#err();
      else this.#strays = 0;
      this.#expected = 'location';
      return;
    }
    if (this.#isKnown(bytes, from, end)) return;
    // A C function has no brackets.
    this.#expected = isBareName(decodeText(bytes, from, end)) ? 'place of a word' : 'anything';
    if (this.#expected === 'anything') this.#err();
  }

  #isKnown(bytes: Uint8Array, from: number, end: number): boolean {
    const { is } = readLineMeaning(bytes, from, end);
    if (is === 'panic') this.#inPanic = true;
    if (is === 'foreign') this.#expected = 'location';
    if (is === 'stop' || is === 'panic' || is === 'signal' || is === 'thread') this.#inside = false;
    return is !== 'unknown';
  }

  /** Many such lines in a row are the log that continues after the dump. */
  #err(): void {
    this.points--;
    this.faults++;
    this.#strays++;
    if (this.#strays > maxStrays) this.#inside = false;
  }
}

/** A location that still has something to undo: a no-break space, an escaped tab or sign. */
function isOddPlace(bytes: Uint8Array, from: number, end: number): boolean {
  const first = bytes[from]!;
  if (first === 0xc2 || first === 0xe2 || first === 0xe3 || first === 92 || first === 35 || first === 94) return true;
  if (first !== 47) return false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    // A link of a chat.
    if (byte === 92 || byte === 0xef || (byte === 60 && bytes[at + 1] === 104)) return true;
  }
  return false;
}

function skipWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== 32) at++;
  return at;
}
