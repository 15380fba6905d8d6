// A document in pages, as pdftotext and editors write it: a form feed opens each page. Footers stand before it and
// headings behind it, in the middle of stacks.
import { nameDumpLine } from './dump-line.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';

const formFeed = 12;
const newline = 10;
/** Lines of a footer or of a heading, with the blank ones around it. */
const maxEdgeLines = 4;

export const pageBreaks: Transport = {
  detect(head) {
    for (let at = head.indexOf(formFeed); at >= 0; at = head.indexOf(formFeed, at + 1)) {
      const opens = at === 0 || head[at - 1] === newline;
      if (opens) return [{ name: 'pages of a document', open: (output, line) => new PageDecoder(output, line) }];
    }
    return [];
  },
};

interface Held {
  readonly text: Uint8Array;
  readonly line: number;
}

/** Leaves out the lines around a form feed that no dump has. */
class PageDecoder extends LineDecoder {
  /** The last lines, as far as they may be a footer. */
  #held: Held[] = [];
  /** Lines of the page's heading that may still come. */
  #edge = 0;

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start] === formFeed) {
      for (const { text } of this.#held.splice(0)) this.leave(text, 0, text.length);
      this.#edge = maxEdgeLines;
      return this.#takeEdge(bytes, start + 1, end);
    }
    if (this.#edge > 0) return this.#takeEdge(bytes, start, end);
    if (!isEdge(bytes, start, end)) return this.#carryAll(bytes, start, end);
    if (this.#held.length === maxEdgeLines) this.#carryHeld(this.#held.splice(0, 1));
    this.#held.push({ text: bytes.slice(start, end), line: this.line });
  }

  protected override end(): void {
    this.#carryHeld(this.#held.splice(0));
  }

  #takeEdge(bytes: Uint8Array, start: number, end: number): void {
    if (!isEdge(bytes, start, end)) return this.#carryAll(bytes, start, end);
    this.#edge--;
    this.leave(bytes, start, end);
  }

  #carryAll(bytes: Uint8Array, start: number, end: number): void {
    this.#edge = 0;
    this.#carryHeld(this.#held.splice(0));
    this.carry('', bytes, start, end);
  }

  #carryHeld(held: readonly Held[]): void {
    for (const { text, line } of held) this.carry('', text, 0, text.length, undefined, line);
  }
}

function isEdge(bytes: Uint8Array, start: number, end: number): boolean {
  const kind = nameDumpLine(bytes, start, end);
  return kind === 'blank' || kind === 'other';
}
