// What a log puts before every line of a dump: a timestamp, a container's name, an indentation. Its numbers differ from
// line to line, its letters don't.
import { isDigit } from './frame-text.ts';

export class LinePrefix {
  readonly #shape: Uint8Array;

  /** Learned from the line that opens a goroutine: everything before `end`. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#shape = bytes.slice(start, end);
  }

  /** Index behind the prefix in a line of this shape; -1 when the line does not begin with it. */
  skip(bytes: Uint8Array, start: number, end: number): number {
    const shape = this.#shape;
    let at = start;
    let from = 0;
    while (from < shape.length) {
      if (at >= end) return isBlankFrom(shape, from) ? end : -1;
      if (isDigit(shape[from]!)) {
        if (!isDigit(bytes[at]!)) return -1;
        while (from < shape.length && isDigit(shape[from]!)) from++;
        while (at < end && isDigit(bytes[at]!)) at++;
      } else {
        if (bytes[at] !== shape[from]) return -1;
        at++;
        from++;
      }
    }
    return at;
  }
}

/** Editors and log collectors strip blanks from the end of an empty line. */
function isBlankFrom(shape: Uint8Array, from: number): boolean {
  for (let at = from; at < shape.length; at++) if (shape[at] !== 32 && shape[at] !== 9) return false;
  return true;
}
