// Text of a mail: `=` at the end continues a line, and `=09` is a byte (RFC 2045).
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { hexValue, matches } from './byte-text.ts';
import type { Transport } from './model.ts';

const equals = 61;
const newline = 10;

export const quotedPrintable: Transport = {
  detect(head) {
    let signs = 0;
    for (let at = head.indexOf(equals); at >= 0 && signs < 2; at = head.indexOf(equals, at + 1)) {
      // A rule made of many signs does not come from a mail.
      if (head[at - 1] === equals) continue;
      if (lineBreak(head, at) > 0 || matches(head, at, head.length, '=09') || matches(head, at, head.length, '=3D'))
        signs++;
      else if (matches(head, at, head.length, '=20') || matches(head, at, head.length, '=C2=A0')) signs++;
    }
    if (signs === 0) return [];
    return [
      {
        name: 'a quoted-printable mail',
        open: (output, line) => new FilterDecoder(output, line, new CuttingRewriter(decode, wholeEscapes, 4)),
      },
    ];
  },
};

/** Bytes of the `=` and line end at `at`; 0 where there are none. */
function lineBreak(text: Uint8Array, at: number): number {
  if (text[at + 1] === newline) return 2;
  return text[at + 1] === 13 && text[at + 2] === newline ? 3 : 0;
}

function wholeEscapes(text: Uint8Array): number {
  const last = text.lastIndexOf(equals);
  return last >= text.length - 2 ? Math.max(0, last) : text.length;
}

function decode(text: Uint8Array): Uint8Array {
  const plain = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] !== equals) {
      plain[length++] = text[at++]!;
      continue;
    }
    const broken = lineBreak(text, at);
    const byte = broken > 0 ? -1 : hexValue(text[at + 1]) * 16 + hexValue(text[at + 2]);
    if (broken > 0) at += broken;
    else if (byte >= 0) {
      plain[length++] = byte;
      at += 3;
    } else plain[length++] = text[at++]!;
  }
  return plain.subarray(0, length);
}
