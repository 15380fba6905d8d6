// Standard error as Windows PowerShell redirects it. The first line becomes an error record of several lines, and the
// name of the program stands in front of it.
import { decodeText } from './byte-text.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';

const sign = 'NativeCommandError';
/** `shopd.exe : goroutine 1 [running]:`. The name is that of the command as it was called. */
const named = /^[^\s:]{1,200}(?:\s[^\s:]{1,200})? : /;
/**
 * Lines between the first line of the output and the rest. The place is written in the language of the system, so only
 * its form is known: `At line:1 char:1`.
 */
const place = /^\S.{0,40}[:\s]\d+.{0,40}[:\s]\d+$/;
const detail = /^\+ |^ {4}\+ /;
/** A record has a place, an excerpt of the script with its underline, a category and an id. */
const maxRecordLines = 8;

export const powershellErrors: Transport = {
  detect(head) {
    if (!decodeText(head, 0, head.length).includes(sign)) return [];
    return [{ name: 'error records of PowerShell', open: (output, line) => new RecordSkipper(output, line) }];
  },
};

class RecordSkipper extends LineDecoder {
  /** Lines of a record that may still come. */
  #expected = maxRecordLines;
  #isFirst = true;

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const text = decodeText(bytes, start, Math.min(end, start + 400)).trimEnd();
    const name = named.exec(text)?.[0];
    if (name !== undefined && !detail.test(text)) {
      this.#isFirst = true;
      this.#expected = maxRecordLines;
      this.carry('', bytes, start + new TextEncoder().encode(name).length, end);
      return;
    }
    if (this.#expected > 0 && this.#isPartOfRecord(text)) {
      this.#expected--;
      this.#isFirst = false;
      return;
    }
    this.carry('', bytes, start, end);
  }

  #isPartOfRecord(text: string): boolean {
    if (detail.test(text)) return true;
    return this.#isFirst ? place.test(text) : text === '';
  }
}
