// A table with a dump in one of its columns, as log viewers export it. Cells are separated by commas, semicolons or
// tabs, quoted where needed, with quotes doubled inside (RFC 4180). A cell holds the whole dump or one line of it.
import { decodeText } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';
import { findDumpWord } from './dump-word.ts';
import { findLogTime } from './log-time.ts';

const separators: readonly number[] = [44, 59, 9];
const quote = 34;
const newline = 10;
const maxColumns = 200;
const opening = /^(?:goroutine (?:\d+ [[gm]|profile: total)|\[?Goroutine \d+ in state|\d+ @ 0x)/;
const batchBytes = 64 * 1024;

export const cells: Transport = {
  detect(head) {
    const word = findDumpWord(head, 0, head.length);
    if (word < 0) return [];
    return separators.flatMap((separator) => {
      const column = findColumn(head, separator);
      if (column === undefined) return [];
      return [
        {
          name: `column ${column + 1} of a table`,
          open: (output, line) => new CellDecoder(output, line, separator, column),
        },
      ];
    });
  },
};

/** The column of the first goroutine; undefined where there is no table of several columns. */
function findColumn(head: Uint8Array, separator: number): number | undefined {
  const text = decodeText(head, 0, head.length);
  const sep = String.fromCharCode(separator);
  if (!text.includes(sep)) return undefined;
  let column = 0;
  let isQuoted = false;
  let cell = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (isQuoted) {
      if (char === '"' && text[at + 1] === '"') at++;
      else if (char === '"') isQuoted = false;
    } else if (char === '"' && at === cell) isQuoted = true;
    else if (char === sep || char === '\n') {
      column = char === '\n' ? 0 : column + 1;
      cell = at + 1;
    }
    if (opening.test(text.slice(at, at + 40))) {
      const isFirst = text.slice(cell, at).replace(/^"/, '').trim() === '' || isQuoted;
      return isFirst && (column > 0 || text[cell] === '"') && column < maxColumns ? column : undefined;
    }
  }
  return undefined;
}

class CellDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  readonly #separator: number;
  readonly #wanted: number;
  #column = 0;
  #isQuoted = false;
  /** A quote inside a quoted cell: it is doubled, or it ends the cell. */
  #sawQuote = false;
  #isFresh = true;
  #cell: number[] = [];
  #row: number[] = [];
  /** Part of the cell was passed on already. */
  #isHanded = false;
  #out: number[] = [];
  #line: number;
  #rowLine: number;
  #nextLine: number;
  #timeMs: number | undefined;
  #place: Place | undefined;

  constructor(output: DecoderOutput, line: number, separator: number, wanted: number) {
    this.#output = output;
    this.#line = line;
    this.#separator = separator;
    this.#wanted = wanted;
    this.#rowLine = line;
    this.#nextLine = line;
    this.#place = { line, timeMs: undefined };
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) {
      this.#line = place.line;
      // A row may go on in the next piece.
      if (this.#isFresh && this.#column === 0) this.#rowLine = place.line;
      this.#timeMs = place.timeMs ?? this.#timeMs;
    }
    for (const byte of piece) this.#take(byte);
    this.#flush();
  }

  finish(): void {
    if (!this.#isFresh || this.#column > 0) this.#endRow();
    this.#flush();
  }

  #take(byte: number): void {
    if (byte === newline) this.#line++;
    if (this.#isQuoted) {
      if (this.#sawQuote) {
        this.#sawQuote = false;
        if (byte === quote) return this.#put(byte);
        this.#isQuoted = false;
      } else if (byte === quote) {
        this.#sawQuote = true;
        return;
      } else return this.#put(byte);
    }
    if (this.#isFresh && byte === quote) {
      this.#isQuoted = true;
      this.#isFresh = false;
    } else if (byte === this.#separator) {
      this.#column++;
      this.#isFresh = true;
    } else if (byte === newline) this.#endRow();
    else this.#put(byte);
  }

  #put(byte: number): void {
    this.#isFresh = false;
    if (this.#column === this.#wanted) {
      this.#cell.push(byte);
      if (this.#cell.length >= batchBytes && byte === newline) this.#hand();
    } else if (this.#column < this.#wanted && this.#row.length < 200) this.#row.push(byte);
  }

  #endRow(): void {
    if (this.#column >= this.#wanted) {
      this.carriedLines++;
      if (this.#cell[this.#cell.length - 1] === 13) this.#cell.pop();
      this.#cell.push(newline);
      this.#hand();
    }
    this.#column = 0;
    this.#isFresh = true;
    this.#row = [];
    this.#rowLine = this.#line;
    this.#isHanded = false;
  }

  #hand(): void {
    if (!this.#isHanded) this.#begin();
    this.#isHanded = true;
    for (const byte of this.#cell) {
      if (byte === newline) this.#nextLine++;
      this.#out.push(byte);
    }
    this.#cell = [];
    if (this.#out.length >= batchBytes) this.#flush();
  }

  /** The first part of a cell carries the time of its row. */
  #begin(): void {
    const row = Uint8Array.from(this.#row);
    const timeMs = findLogTime(row, 0, row.length);
    const isLater = timeMs !== undefined && Math.abs(timeMs - (this.#timeMs ?? 0)) >= 1000;
    if (!isLater && this.#nextLine === this.#rowLine) return;
    this.#flush();
    if (isLater) this.#timeMs = timeMs;
    this.#nextLine = this.#rowLine;
    this.#place = { line: this.#rowLine, timeMs: this.#timeMs };
  }

  #flush(): void {
    if (this.#out.length === 0) return;
    this.#output.write('', Uint8Array.from(this.#out), this.#place);
    this.#place = undefined;
    this.#out = [];
  }
}
