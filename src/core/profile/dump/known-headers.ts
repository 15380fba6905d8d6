// Recognises the header of a goroutine that differs from an earlier one only in number and minutes.
import { matches } from '../../transport/byte-text.ts';
import { findHeaderLine, skipThread } from '../header-line.ts';
import type { HeaderRecord, HeaderTable } from '../header-table.ts';

const newline = 10;

export class KnownHeaders {
  readonly #headers: HeaderTable;
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
    if (at < 0) return -1;
    const bracket = at;
    let hash = 0;
    let minutes = 0;
    let minutesFrom = -1;
    let minutesTo = -1;
    let inLabels = false;
    for (let byte = bytes[at]!; byte !== newline; byte = bytes[++at]!) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte === 123) inLabels = true;
      if (byte !== 44 || inLabels || minutesFrom >= 0 || bytes[at + 1] !== 32) continue;
      let to = at + 2;
      let value = 0;
      for (let digit = bytes[to]!; digit >= 48 && digit <= 57; digit = bytes[++to]!) value = value * 10 + digit - 48;
      if (to === at + 2 || to > at + 11 || !matches(bytes, to, end, ' minutes')) continue;
      minutes = value;
      minutesFrom = at + 2;
      minutesTo = to;
      at = to - 1;
    }
    if (at - start > this.#maxLineBytes) return -1;
    const beforeEnd = minutesFrom < 0 ? at : minutesFrom;
    const afterStart = minutesFrom < 0 ? at : minutesTo;
    let record = this.#headers.find(hash, bytes, bracket, beforeEnd, afterStart, at);
    if (!record) {
      const found = findHeaderLine(bytes, start, at);
      if (!found || found.from !== start || found.header.unread || found.times !== 1) return -1;
      record = this.#headers.record(found.header);
      if (minutesFrom >= 0 && found.header.waitMinutes !== minutes) return -1;
      this.#headers.remember(hash, bytes.subarray(bracket, beforeEnd), bytes.subarray(afterStart, at), record);
    }
    this.id = id;
    this.record = record;
    this.waitMinutes = minutesFrom < 0 ? record.waitMinutes : minutes;
    return at + 1;
  }
}
