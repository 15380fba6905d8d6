// The escape sequences by which terminals colour text (ECMA-48, CSI).
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import type { Transport } from './model.ts';

const escape = 0x1b;
/** Longer text is not a sequence. */
const maxSequence = 32;

export const terminalColours: Transport = {
  detect(head) {
    if (head.indexOf(escape) < 0) return [];
    return [
      {
        name: 'coloured text',
        open: (output, line) =>
          new FilterDecoder(output, line, new CuttingRewriter(strip, wholeSequences, maxSequence)),
      },
    ];
  },
};

function wholeSequences(text: Uint8Array): number {
  const last = text.lastIndexOf(escape);
  return last >= 0 && sequenceEnd(text, last) === undefined ? last : text.length;
}

/**
 * Index after the sequence that begins at `at`; undefined when it is incomplete. A control character inside ends the
 * sequence and is not part of it, wherever the text was cut into pieces.
 */
function sequenceEnd(text: Uint8Array, at: number): number | undefined {
  if (at + 1 >= text.length) return undefined;
  if (text[at + 1] !== 91) return isControl(text[at + 1]!) ? at + 1 : at + 2;
  for (let end = at + 2; end < text.length && end < at + maxSequence; end++) {
    if (isControl(text[end]!)) return end;
    if (text[end]! >= 0x40 && text[end]! <= 0x7e) return end + 1;
  }
  return text.length - at < maxSequence ? undefined : at + 1;
}

function isControl(byte: number): boolean {
  return byte < 0x20;
}

function strip(text: Uint8Array): Uint8Array {
  const plain = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] === escape) at = sequenceEnd(text, at) ?? text.length;
    else plain[length++] = text[at++]!;
  }
  return plain.subarray(0, length);
}
