// Lines that end in a single carriage return, as old editors and some terminals write them.
import { countLines } from './byte-text.ts';
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import type { Transport } from './model.ts';

const carriageReturn = 13;
const newline = 10;
const minReturns = 2;

export const carriageReturns: Transport = {
  detect(head) {
    let alone = 0;
    for (let at = head.indexOf(carriageReturn); at >= 0; at = head.indexOf(carriageReturn, at + 1)) {
      if (head[at + 1] !== newline) alone++;
    }
    if (alone < minReturns || alone <= countLines(head, 0, head.length)) return [];
    return [
      {
        name: 'lines that end in carriage returns',
        open: (output, line) => new FilterDecoder(output, line, new CuttingRewriter(endLines, wholeReturns, 1)),
      },
    ];
  },
};

/** The newline after a carriage return at the end of a piece may come with the next piece. */
function wholeReturns(text: Uint8Array): number {
  return text[text.length - 1] === carriageReturn ? text.length - 1 : text.length;
}

function endLines(text: Uint8Array): Uint8Array {
  const lines = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    if (byte !== carriageReturn) lines[length++] = byte;
    else if (text[at + 1] !== newline) lines[length++] = newline;
  }
  return lines.subarray(0, length);
}
