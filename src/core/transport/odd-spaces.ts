// Replaces unusual spaces: no-break spaces of web pages and chats, wide spaces, and zero-width marks.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import type { Transport } from './model.ts';

const space = 32;

export const oddSpaces: Transport = {
  detect(head) {
    for (let at = 0; at < head.length; at++) {
      if (head[at]! >= 0xc2 && oddBytes(head, at) !== 0) {
        return [
          {
            name: 'text with no-break spaces',
            open: (output, line) =>
              new FilterDecoder(output, line, new CuttingRewriter(plainSpaces, wholeCharacters, 3)),
          },
        ];
      }
    }
    return [];
  },
};

/** Bytes of the unusual space that begins at `at`: 0 where there is none, negative for one without width. */
function oddBytes(text: Uint8Array, at: number): number {
  const second = text[at + 1];
  const third = text[at + 2]!;
  switch (text[at]) {
    case 0xc2:
      return second === 0xa0 ? 2 : second === 0xad ? -2 : 0;
    case 0xe1:
      return second === 0x9a && third === 0x80 ? 3 : 0;
    case 0xe2:
      if (second === 0x80 && ((third >= 0x80 && third <= 0x8a) || third === 0xaf)) return 3;
      if (second === 0x80 && third >= 0x8b && third <= 0x8f) return -3;
      return second === 0x81 && third === 0x9f ? 3 : second === 0x81 && third === 0xa0 ? -3 : 0;
    case 0xe3:
      return second === 0x80 && third === 0x80 ? 3 : 0;
    case 0xef:
      return second === 0xbb && third === 0xbf ? -3 : 0;
    default:
      return 0;
  }
}

function wholeCharacters(text: Uint8Array): number {
  for (let at = Math.max(0, text.length - 2); at < text.length; at++) if (text[at]! >= 0xc2) return at;
  return text.length;
}

function plainSpaces(text: Uint8Array): Uint8Array {
  const plain = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length;) {
    const odd = text[at]! >= 0xc2 ? oddBytes(text, at) : 0;
    if (odd === 0) plain[length++] = text[at++]!;
    else if (odd > 0) {
      plain[length++] = space;
      at += odd;
    } else at -= odd;
  }
  return plain.subarray(0, length);
}
