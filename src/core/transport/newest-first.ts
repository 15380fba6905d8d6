// A log with its newest line first: each goroutine is upside down, with its header below its frames. One goroutine at a
// time is reversed, so that the log need not fit into memory. The goroutines keep the order of the log.
import { nameDumpLine } from './dump-line.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';

/** Lines above a header that may belong to it. No printed stack is longer. */
const maxLines = 10_000;
const maxBytes = 4 * 1024 * 1024;

export const newestFirst: Transport = {
  detect(head) {
    let before = 'blank';
    for (let at = 0; at < head.length;) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      const kind = nameDumpLine(head, at, end);
      // In the usual order, a call follows the header of a goroutine and no call precedes it.
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
    // Lines above a blank line belong to the goroutine above, whose header has been read by now.
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
