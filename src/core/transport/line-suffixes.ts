// Lines with a suffix each: a pod's name, a closing quote, a counter. The suffix is learned from the lines that open
// goroutines.
import { encodeText, findBytes, isDigit, isHexDigit, skipBlanks, matches, trimEnd } from './byte-text.ts';
import { findDumpWord, findStateEnd } from './dump-word.ts';
import { LineDecoder } from './line-decoder.ts';
import { LineShape } from './line-shape.ts';
import type { DecoderOutput, Transport } from './model.ts';

const maxShapes = 8;
const maxSuffixBytes = 256;

export const lineSuffixes: Transport = {
  detect(head) {
    const shapes: LineShape[] = [];
    for (let at = 0; at < head.length && shapes.length < maxShapes;) {
      const found = head.indexOf(10, at);
      const lineEnd = found < 0 ? head.length : found;
      const end = trimEnd(head, at, lineEnd);
      const from = findSuffix(head, at, end);
      if (from >= 0 && end - from <= maxSuffixBytes && !shapes.some((shape) => shape.skip(head, from, end) === end)) {
        shapes.push(new LineShape(head, from, end));
      }
      at = lineEnd + 1;
    }
    if (shapes.length === 0 || !haveMost(head, shapes)) return [];
    return [{ name: 'lines with a suffix', open: (output, line) => new SuffixDecoder(output, line, shapes) }];
  },
};

/** Whether most lines end in one of the shapes. Text that follows headers only is not a suffix. */
function haveMost(head: Uint8Array, shapes: readonly LineShape[]): boolean {
  let lines = 0;
  let ended = 0;
  for (let at = 0; at < head.length;) {
    const found = head.indexOf(10, at);
    const lineEnd = found < 0 ? head.length : found;
    const end = trimEnd(head, at, lineEnd);
    if (end > at) lines++;
    if (end > at && shapes.some((shape) => shape.skipBack(head, at, end) >= 0)) ended++;
    at = lineEnd + 1;
  }
  return ended * 2 > lines;
}

/** Where text begins after the header of a goroutine; -1 when there is none. */
function findSuffix(bytes: Uint8Array, start: number, end: number): number {
  const from = skipBlanks(bytes, start, end);
  const wordEnd = findWordEnd(bytes, from, end);
  return wordEnd > 0 && wordEnd < end ? wordEnd : -1;
}

const announcedEnd = encodeText(' on top of the stack:');

/** Where the words that open a goroutine or a profile end; -1 where the line opens neither. */
function findWordEnd(bytes: Uint8Array, from: number, end: number): number {
  const word = findDumpWord(bytes, from, end);
  if (word < 0 || word > from + 1) return -1;
  if (bytes[word] === 71) {
    const at = findBytes(bytes, announcedEnd, word, end);
    return at < 0 ? -1 : at + announcedEnd.length;
  }
  if (matches(bytes, word, end, totalWord)) return skipDigits(bytes, word + totalWord.length, end);
  return matches(bytes, word, end, 'goroutine ') ? findStateEnd(bytes, word, end) : skipAddresses(bytes, word, end);
}

/** Skips `4 @ 0x1 0x2`. */
function skipAddresses(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (isHexDigit(bytes[at]!) || bytes[at] === 32 || bytes[at] === 64 || bytes[at] === 120)) at++;
  while (at < end && at > start && bytes[at - 1] === 32) at--;
  return at;
}

const totalWord = 'goroutine profile: total ';

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at;
}

class SuffixDecoder extends LineDecoder {
  readonly #shapes: readonly LineShape[];

  constructor(output: DecoderOutput, line: number, shapes: readonly LineShape[]) {
    super(output, line);
    this.#shapes = shapes;
  }

  protected takeLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = trimEnd(bytes, start, lineEnd);
    for (const shape of this.#shapes) {
      const from = shape.skipBack(bytes, start, end);
      if (from >= 0) return this.carry('', bytes, start, from);
    }
    this.carry('', bytes, start, end);
  }
}
