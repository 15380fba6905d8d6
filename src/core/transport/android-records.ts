// `adb logcat -v long`: a heading in brackets, the lines of a message, and a blank line.
import { decodeText } from './byte-text.ts';
import { findMark } from './marks.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';

const heading =
  /^\[ (?:\d{4}-)?\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3,9} {1,8}(?:\d{1,8} )? {0,8}(\d{1,8}): {0,8}\d{1,8} [VDIWEFA]\//;
const maxHeadingBytes = 200;
const openBracket = 91;
const newline = 10;

export const androidRecords: Transport = {
  detect(head) {
    if (head.indexOf(openBracket) < 0 || findMark(head, 0, head.length) < 0) return [];
    for (let at = 0; at < head.length;) {
      const found = head.indexOf(newline, at);
      const end = found < 0 ? head.length : found;
      if (readProcess(head, at, end) !== undefined) {
        return [{ name: "records of Android's logcat", open: (output, line) => new RecordDecoder(output, line) }];
      }
      at = end + 1;
    }
    return [];
  },
};

/** The number of the process in a heading; undefined for any other line. */
function readProcess(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (bytes[start] !== openBracket || end - start > maxHeadingBytes) return undefined;
  const text = decodeText(bytes, start, end).trimEnd();
  return text.endsWith(']') ? heading.exec(text)?.[1] : undefined;
}

class RecordDecoder extends LineDecoder {
  #process: string | undefined;
  /** Lines of the blank lines that end a record or belong to its message. */
  #blanks: number[] = [];

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const process = readProcess(bytes, start, end);
    if (process !== undefined) {
      // One blank line belongs to the record.
      this.#blanks.pop();
      this.#carryBlanks();
      this.#process = process;
      return;
    }
    if (this.#process === undefined) return this.leave(bytes, start, end);
    const isBlank = end === start || (end === start + 1 && bytes[start] === 13);
    if (isBlank) {
      this.#blanks.push(this.line);
      return;
    }
    this.#carryBlanks();
    this.carry(this.#process, bytes, start, end);
  }

  #carryBlanks(): void {
    const nothing = new Uint8Array(0);
    for (const line of this.#blanks.splice(0)) this.carry(this.#process ?? '', nothing, 0, 0, undefined, line);
  }
}
