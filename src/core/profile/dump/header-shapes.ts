// How the headers of a dump are written, from the bracket to the end of the line. A million goroutines share a handful
// of headers apart from their numbers and minutes, so each is parsed once.
import type { HeaderRecord } from '../header-table.ts';
import { equalsWords, toWords } from '../word-texts.ts';

/** The text before the digits of its minutes and the text after them. Without minutes, all is before them. */
interface HeaderShape {
  readonly before: Float64Array;
  readonly beforeLength: number;
  readonly after: Float64Array;
  /** 0 where the header has no minutes. */
  readonly afterLength: number;
  readonly record: HeaderRecord;
}

/** A full set replaces its first shape, so that any number of labels cannot fill memory. */
const shapeSets = 256;
const shapesPerSet = 4;
const maxShapeBytes = 1024;
const maxMinuteDigits = 9;
/** Bytes from the bracket on that decide in which set a shape is. */
export const signBytes = 9;

export class HeaderShapes {
  readonly #shapes: (HeaderShape | undefined)[] = new Array<undefined>(shapeSets * shapesPerSet).fill(undefined);
  /** Minutes of the header that was found. */
  minutes = 0;
  /** Where the line after it begins. */
  lineEnd = 0;

  /** The record of the header whose bracket is at `at`; undefined where no earlier one was written alike. */
  find(bytes: Uint8Array, view: DataView, at: number, end: number): HeaderRecord | undefined {
    const set = setOf(view, at);
    for (let slot = set; slot < set + shapesPerSet; slot++) {
      const shape = this.#shapes[slot];
      if (shape === undefined) return undefined;
      let to = at + shape.beforeLength;
      if (to > end || !equalsWords(view, at, shape.beforeLength, shape.before)) continue;
      let minutes = shape.record.waitMinutes;
      if (shape.afterLength > 0) {
        const digits = to;
        minutes = 0;
        for (let byte = bytes[to]!; byte >= 48 && byte <= 57; byte = bytes[++to]!) minutes = minutes * 10 + byte - 48;
        if (to === digits || to - digits > maxMinuteDigits || to + shape.afterLength > end) continue;
        if (!equalsWords(view, to, shape.afterLength, shape.after)) continue;
        to += shape.afterLength;
      }
      this.minutes = minutes;
      this.lineEnd = to;
      return shape.record;
    }
    return undefined;
  }

  /**
   * Keeps how a header was written. Its bracket is at `start` and its line ends before `end`. Its digits stand from
   * `digits` to `digitsEnd`; where it has no minutes, both are `end`.
   */
  remember(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    digits: number,
    digitsEnd: number,
    end: number,
    record: HeaderRecord,
  ): void {
    if (end - start > maxShapeBytes || digitsEnd - digits > maxMinuteDigits) return;
    const before = toWords(bytes, start, digits);
    const after = digits === end ? none : toWords(bytes, digitsEnd, end);
    if (!before || !after) return;
    const set = setOf(view, start);
    let slot = set;
    while (slot < set + shapesPerSet && this.#shapes[slot]) slot++;
    if (slot === set + shapesPerSet) slot = set;
    this.#shapes[slot] = { before, beforeLength: digits - start, after, afterLength: end - digitsEnd, record };
  }
}

const none = new Float64Array(0);

function setOf(view: DataView, at: number): number {
  const sign = view.getInt32(at + 1, true) ^ Math.imul(view.getInt32(at + 5, true), 0x01000193);
  return ((sign ^ (sign >>> 15) ^ (sign >>> 8)) & (shapeSets - 1)) * shapesPerSet;
}
