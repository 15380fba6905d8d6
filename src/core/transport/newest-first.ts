// A log with its newest line first: each goroutine stands upside down, its header below its frames. Turned round one goroutine at
// a time, so that no log has to fit into memory; the goroutines stay in the order of the log.
import { nameDumpLine } from './dump-line.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';

/** Lines above a header that may belong to it: no stack is printed longer. */
const maxLines = 10_000;
const maxBytes = 4 * 1024 * 1024;

export const newestFirst: Transport = {
  detect(head) {
    let before = 'blank';
    for (let at = 0; at < head.length;) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      const kind = nameDumpLine(head, at, end);
      // Below the header of a goroutine the right way up stands a call, and above it no call does.
      if (kind === 'header' && before === 'call') {
        return [{ name: 'newest line first', open: (output, line) => new TurningDecoder(output, line) }];
      }
      before = kind;
      at = end + 1;
    }
    return [];
  },
};

class TurningDecoder extends LineDecoder {
  #lines: { readonly text: Uint8Array; readonly line: number }[] = [];
  #bytes = 0;

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const kind = nameDumpLine(bytes, start, end);
    if (kind === 'header') {
      this.carry('', bytes, start, end);
      this.#turn();
      return;
    }
    // What is above a blank line belongs to the goroutine above it, which has its header by now.
    if (kind === 'blank' || this.#lines.length === maxLines || this.#bytes > maxBytes) this.#turn();
    this.#lines.push({ text: bytes.slice(start, end), line: this.line });
    this.#bytes += end - start;
  }

  protected override end(): void {
    this.#turn();
  }

  #turn(): void {
    for (const { text, line } of this.#lines.reverse()) this.carry('', text, 0, text.length, undefined, line);
    this.#lines = [];
    this.#bytes = 0;
  }
}
