// The shape of what a log adds before or after every line of a dump: a timestamp, a container name, an indentation.
// Numbers and gaps vary from line to line, letters do not.
import { isDigit, isHexDigit } from './byte-text.ts';

const space = 32;
const tab = 9;
const at64 = 64;

export class LineShape {
  readonly #shape: Uint8Array;
  /** The last gap may belong to the text, so it must match exactly. */
  readonly #gapsTo: number;
  /** grep writes `file:12:` in front of the lines it found, and `file-12-` in front of those around them. */
  readonly #isGrep: boolean;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#shape = bytes.slice(start, end);
    let gapsTo = this.#shape.length;
    while (gapsTo > 0 && isBlank(this.#shape[gapsTo - 1]!)) gapsTo--;
    this.#gapsTo = gapsTo;
    this.#isGrep = gapsTo === this.#shape.length && isGrepSign(this.#shape[gapsTo - 1] ?? 0);
  }

  /** Index after a part of this shape that begins at `start`; -1 when there is none. */
  skip(bytes: Uint8Array, start: number, end: number): number {
    const shape = this.#shape;
    let at = start;
    let from = 0;
    while (from < shape.length) {
      if (at >= end) return this.#isBlankFrom(from) ? end : -1;
      if (isDigit(shape[from]!)) {
        if (!isDigit(bytes[at]!)) return -1;
        while (from < shape.length && isDigit(shape[from]!)) from++;
        while (at < end && isDigit(bytes[at]!)) at++;
      } else if (shape[from] === at64 && isHexDigit(bytes[at + 1] ?? 0)) {
        // daemontools write times as `@` and 24 hexadecimal digits.
        if (bytes[at] !== at64) return -1;
        for (at++; at < end && isHexDigit(bytes[at]!);) at++;
        for (from++; from < shape.length && isHexDigit(shape[from]!);) from++;
      } else {
        const isSame = bytes[at] === shape[from];
        if (!isSame && !(this.#isGrep && isGrepSign(shape[from]!) && isGrepSign(bytes[at]!))) return -1;
        const isGap = shape[from] === space && from < this.#gapsTo;
        at++;
        from++;
        if (!isGap) continue;
        while (from < this.#gapsTo && shape[from] === space) from++;
        while (at < end && bytes[at] === space) at++;
      }
    }
    return at;
  }

  /** Where a part of this shape begins that ends at `end`; -1 when there is none. */
  skipBack(bytes: Uint8Array, start: number, end: number): number {
    const shape = this.#shape;
    let at = end;
    let from = shape.length;
    while (from > 0) {
      if (at <= start) return -1;
      if (isDigit(shape[from - 1]!)) {
        if (!isDigit(bytes[at - 1]!)) return -1;
        while (from > 0 && isDigit(shape[from - 1]!)) from--;
        while (at > start && isDigit(bytes[at - 1]!)) at--;
      } else {
        if (bytes[at - 1] !== shape[from - 1]) return -1;
        at--;
        from--;
      }
    }
    return at;
  }

  /** Editors and log collectors remove trailing blanks from empty lines. */
  #isBlankFrom(from: number): boolean {
    for (let at = from; at < this.#shape.length; at++) if (!isBlank(this.#shape[at]!)) return false;
    return true;
  }
}

function isGrepSign(byte: number): boolean {
  return byte === 58 || byte === 45;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}
