// How much sense a text makes as a dump, for those who have to decide what carries it.
import { decodeText, skipBlanks, trimEnd } from '../transport/byte-text.ts';
import { findFrame, findOpening, readCounted, readFrame } from './counts-lines.ts';
import { readLineMeaning } from './dump-lines.ts';
import { textFormats, type TextFormat } from './formats.ts';
import { findLocationEnd, findNameEnd, findPlaceBehind } from './frame-text.ts';
import { isFunctionName } from './frame-name.ts';
import { creatorWord } from './frame-table.ts';
import { findHeaderLine } from './header-line.ts';
import { spells } from '../transport/byte-text.ts';

/** Points of a text; see `weighHead`. */
export function scoreText(text: Uint8Array): number {
  return Math.max(new Appraisal(text).points, scoreListing(text).points);
}

/** The tool whose text this is rather than a dump; undefined where it is a dump, or nothing. */
export function findListing(text: Uint8Array): TextFormat | undefined {
  const { format, points } = scoreListing(text);
  return points > new Appraisal(text).points ? format : undefined;
}

function scoreListing(text: Uint8Array): { readonly format: TextFormat | undefined; readonly points: number } {
  let best: { format: TextFormat | undefined; points: number } = { format: undefined, points: 0 };
  for (const format of textFormats) {
    const points = format.score?.(text) ?? 0;
    if (points > best.points) best = { format, points };
  }
  return best;
}

/** Whether every line of a text is one that the runtime writes, from the first on. A last line without its newline is not looked at. */
export function isPlainDump(text: Uint8Array): boolean {
  const end = text.lastIndexOf(10) + 1;
  const { points, faults } = new Appraisal(text.subarray(0, end));
  return points > 0 && faults === 0;
}

/** A receiver in brackets is always a pointer's: some chats eat its star. */
const lostStar = /\.\([^*]/;

const maxStrays = 4;

/** What the reader may expect of the next line. */
type Expected = 'anything' | 'location' | 'place of a word' | 'rows';

class Appraisal {
  points = 0;
  /** Lines that do not belong where they stand. */
  faults = 0;
  #inside = false;
  #inPanic = false;
  /** Lines in a row that do not belong. */
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
      this.#open(header.from <= from || header.announced ? 3 : 1);
      if (header.from > from && !header.announced) this.faults++;
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
    // A no-break space or an escaped tab that is still to be undone.
    const odd = bytes[from] === 0xc2 || bytes[from] === 0xe2 || bytes[from] === 0xe3 || bytes[from] === 92;
    return !odd && (findLocationEnd(bytes, from, end) >= 0 || spells(bytes, from, end, 'pc=0x'));
  }

  /** A line of debug=1: a count with addresses, labels, a frame. */
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
    if (frame && (frame.rest === '' || isFunctionName(readFrame(frame.rest)?.function ?? ''))) {
      this.points += 1;
      return true;
    }
    return text.startsWith('# labels: {');
  }

  #takeInside(bytes: Uint8Array, from: number, end: number): void {
    const place = findPlaceBehind(bytes, from, end);
    if (place > 0) {
      this.points += 2;
      return;
    }
    const isCreator = spells(bytes, from, end, creatorWord);
    const nameEnd = isCreator ? skipWord(bytes, from + creatorWord.length, end) : findNameEnd(bytes, from, end);
    const nameFrom = isCreator ? from + creatorWord.length : from;
    const isCall = isCreator || (nameEnd >= 0 && bytes[end - 1] === 41);
    const name = isCall ? decodeText(bytes, nameFrom, nameEnd) : '';
    if (isCall && isFunctionName(name) && !lostStar.test(name)) {
      if (this.#expected === 'location') this.#err();
      else this.#strays = 0;
      this.#expected = 'location';
      return;
    }
    if (this.#isKnown(bytes, from, end)) return;
    // A C function stands there without brackets.
    this.#expected = skipWord(bytes, from, end) === end ? 'place of a word' : 'anything';
    if (this.#expected === 'anything') this.#err();
  }

  #isKnown(bytes: Uint8Array, from: number, end: number): boolean {
    const { is } = readLineMeaning(bytes, from, end);
    if (is === 'panic') this.#inPanic = true;
    if (is === 'foreign') this.#expected = 'location';
    if (is === 'stop' || is === 'panic' || is === 'signal' || is === 'thread') this.#inside = false;
    return is !== 'unknown';
  }

  /** Many in a row are the log that goes on behind the dump. */
  #err(): void {
    this.points--;
    this.faults++;
    this.#strays++;
    if (this.#strays > maxStrays) this.#inside = false;
  }
}

function skipWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== 32) at++;
  return at;
}
