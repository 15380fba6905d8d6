// Recognises the header of a goroutine that differs from an earlier one only in number and minutes.
import { isDigit, matches } from '../../transport/byte-text.ts';
import { findHeaderLine, readNumber, skipThread } from '../header-line.ts';
import type { HeaderRecord, HeaderTable } from '../header-table.ts';
import { HeaderShapes, signBytes } from './header-shapes.ts';

const newline = 10;

export class KnownHeaders {
  readonly #headers: HeaderTable;
  readonly #shapes = new HeaderShapes();
  readonly #maxLineBytes: number;
  /** What the last header says. */
  id = 0;
  waitMinutes = 0;
  record: HeaderRecord | undefined;

  constructor(headers: HeaderTable, maxLineBytes: number) {
    this.#headers = headers;
    this.#maxLineBytes = maxLineBytes;
  }

  /** Reads a header alone on its line. Returns where the next line begins; -1 where the line is none. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (start + 16 > end) return -1;
    if (view.getInt32(start, true) !== 0x6f726f67 || view.getInt32(start + 4, true) !== 0x6e697475) return -1;
    if (bytes[start + 8] !== 101 || bytes[start + 9] !== 32) return -1;
    let at = start + 10;
    let id = 0;
    for (let byte = bytes[at]!; byte >= 48 && byte <= 57; byte = bytes[++at]!) id = id * 10 + byte - 48;
    if (at === start + 10 || at - start > 25) return -1;
    if (bytes[at] !== 32) return -1;
    if (bytes[at + 1] === 91) at++;
    else at = skipThread(bytes, at, end);
    if (at < 0 || at + signBytes > end) return -1;
    const shapes = this.#shapes;
    const record = shapes.find(bytes, view, at, end);
    if (record === undefined) return this.#parse(bytes, view, id, start, at, end);
    if (shapes.lineEnd - start > this.#maxLineBytes) return -1;
    this.id = id;
    this.record = record;
    this.waitMinutes = shapes.minutes;
    return shapes.lineEnd;
  }

  /** Reads a header that is written like no earlier one. Its bracket is at `bracket`. */
  #parse(bytes: Uint8Array, view: DataView, id: number, start: number, bracket: number, end: number): number {
    const lineEnd = bytes.indexOf(newline, bracket);
    if (lineEnd >= end || lineEnd - start > this.#maxLineBytes) return -1;
    const found = findHeaderLine(bytes, start, lineEnd);
    if (!found || found.from !== start || found.header.unread || found.times !== 1) return -1;
    const record = this.#headers.record(found.header);
    const behind = lineEnd + 1;
    const minutes = findMinutes(bytes, bracket, lineEnd);
    if (minutes && minutes.value !== record.waitMinutes) return -1;
    this.#shapes.remember(bytes, view, bracket, minutes?.from ?? behind, minutes?.to ?? behind, behind, record);
    this.id = id;
    this.record = record;
    this.waitMinutes = record.waitMinutes;
    return behind;
  }
}

interface Minutes {
  readonly value: number;
  /** Where its digits stand. */
  readonly from: number;
  readonly to: number;
}

/** The `12` of the first `, 12 minutes` that is not part of a label. */
function findMinutes(bytes: Uint8Array, start: number, end: number): Minutes | undefined {
  for (let at = start; at < end && bytes[at] !== 123; at++) {
    if (bytes[at] !== 44 || bytes[at + 1] !== 32) continue;
    let to = at + 2;
    while (isDigit(bytes[to]!)) to++;
    if (to === at + 2 || to > at + 11 || !matches(bytes, to, end, ' minutes')) continue;
    return { value: readNumber(bytes, at + 2, to), from: at + 2, to };
  }
  return undefined;
}
