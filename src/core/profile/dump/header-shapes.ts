// How the headers of a dump are written, from the bracket to the end of the line. A million goroutines share a handful
// of headers apart from their numbers and minutes, so each is parsed once.
import { growInts } from '../../transport/grow.ts';
import type { HeaderRecord } from '../header-table.ts';
import { equalsWords, WordTexts } from '../word-texts.ts';

/** A full set replaces its first shape. */
const shapeSets = 256;
const shapesPerSet = 4;
const maxShapeBytes = 1024;
const maxMinuteDigits = 9;
/** When the texts of all shapes take this much, all are forgotten, so that any number of labels cannot fill memory. */
const maxTextBytes = 64 * 1024;
/** Bytes from the bracket on that decide in which set a shape is. */
export const signBytes = 9;

/**
 * Columns of a shape: the text before the digits of its minutes, and the text after them. Places are words of the
 * texts, lengths are in bytes. Without minutes, all is before them and `afterLength` is 0.
 */
const column = { before: 0, beforeLength: 1, after: 2, afterLength: 3, width: 4 } as const;

export class HeaderShapes {
  /** Numbers of shapes plus one, by set. */
  readonly #slots = new Int16Array(shapeSets * shapesPerSet);
  /** By shape. */
  #records: HeaderRecord[] = [];
  #shapes = new Int32Array(8 * column.width);
  #texts = new WordTexts();
  /** Minutes of the header that was found. */
  minutes = 0;
  /** Where the line after it begins. */
  lineEnd = 0;

  /** The record of the header whose bracket is at `at`; undefined where no earlier one was written alike. */
  find(bytes: Uint8Array, view: DataView, at: number, end: number): HeaderRecord | undefined {
    const set = setOf(view, at);
    const shapes = this.#shapes;
    const { words } = this.#texts;
    for (let slot = set; slot < set + shapesPerSet; slot++) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) return undefined;
      const record = this.#records[number]!;
      const shape = number * column.width;
      const beforeLength = shapes[shape + column.beforeLength]!;
      const afterLength = shapes[shape + column.afterLength]!;
      let to = at + beforeLength;
      if (to > end || !equalsWords(view, at, beforeLength, words, shapes[shape + column.before]!)) continue;
      let minutes = record.waitMinutes;
      if (afterLength > 0) {
        const digits = to;
        minutes = 0;
        for (let byte = bytes[to]!; byte >= 48 && byte <= 57; byte = bytes[++to]!) minutes = minutes * 10 + byte - 48;
        if (to === digits || to - digits > maxMinuteDigits || to + afterLength > end) continue;
        if (!equalsWords(view, to, afterLength, words, shapes[shape + column.after]!)) continue;
        to += afterLength;
      }
      this.minutes = minutes;
      this.lineEnd = to;
      return record;
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
    if (this.#texts.size + end - start > maxTextBytes) this.#forget();
    const hasMinutes = digits < end;
    const before = this.#texts.add(bytes, start, digits);
    const after = hasMinutes ? this.#texts.add(bytes, digitsEnd, end) : 0;
    if (!this.#texts.isComparable(before, digits - start)) return;
    if (hasMinutes && !this.#texts.isComparable(after, end - digitsEnd)) return;
    const set = setOf(view, start);
    let slot = set;
    while (slot < set + shapesPerSet && this.#slots[slot]! > 0) slot++;
    if (slot === set + shapesPerSet) slot = set;
    const number = this.#records.push(record);
    this.#slots[slot] = number;
    this.#shapes = growInts(this.#shapes, number * column.width);
    this.#shapes.set([before, digits - start, after, end - digitsEnd], (number - 1) * column.width);
  }

  #forget(): void {
    this.#slots.fill(0);
    this.#records = [];
    this.#texts = new WordTexts();
  }
}

function setOf(view: DataView, at: number): number {
  const sign = view.getInt32(at + 1, true) ^ Math.imul(view.getInt32(at + 5, true), 0x01000193);
  return ((sign ^ (sign >>> 15) ^ (sign >>> 8)) & (shapeSets - 1)) * shapesPerSet;
}
