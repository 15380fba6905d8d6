// Text with `%0A` for its line ends: part of an address, or the body of a form, where `+` is a space.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { encodeText, findBytes, hexValue } from './byte-text.ts';
import type { Carriage, Transport } from './model.ts';

const percent = 37;
const plus = 43;
const space = 32;
const newline = 10;
const ampersand = 38;
const equals = 61;
const escapeBytes = 3;
const lineEnds = [encodeText('%0A'), encodeText('%0a')];
/** A header of a goroutine, and a row of debug=1, in a form. */
const formWords = [encodeText('goroutine+'), encodeText('%40+0x')];

export const percentEscapes: Transport = {
  detect(head) {
    if (!lineEnds.some((lineEnd) => holds(head, lineEnd))) return [];
    const isForm = formWords.some((word) => holds(head, word));
    return [isForm ? carriage('text of a form', true) : carriage('text of an address', false)];
  },
};

function holds(head: Uint8Array, word: Uint8Array): boolean {
  return findBytes(head, word, 0, head.length) >= 0;
}

function carriage(name: string, isForm: boolean): Carriage {
  return {
    name,
    open: (output, line) => {
      const undo = (text: Uint8Array) => unescape(text, isForm);
      return new FilterDecoder(output, line, new CuttingRewriter(undo, findWhole, escapeBytes));
    },
  };
}

/** The part of the text before an incomplete escape. */
function findWhole(text: Uint8Array): number {
  const last = text.lastIndexOf(percent);
  return last >= 0 && last > text.length - escapeBytes ? last : text.length;
}

/** Names and values of a form become lines of their own. */
function unescape(text: Uint8Array, isForm: boolean): Uint8Array {
  const plain = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    const escaped = byte === percent ? hexValue(text[at + 1]) * 16 + hexValue(text[at + 2]) : -1;
    if (escaped >= 0) at += escapeBytes - 1;
    if (escaped >= 0) plain[length++] = escaped;
    else if (isForm && byte === plus) plain[length++] = space;
    else plain[length++] = isForm && (byte === ampersand || byte === equals) ? newline : byte;
  }
  return plain.subarray(0, length);
}
