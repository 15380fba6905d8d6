// Text copied out of a PDF, where letters were set as ligatures: `ﬁ` for `fi`.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { decodeText, encodeText } from './byte-text.ts';
import type { Transport } from './model.ts';

const letters = ['ff', 'fi', 'fl', 'ffi', 'ffl'];
const maxKept = 3;

export const ligatures: Transport = {
  detect(head) {
    if (!hasLigature(head)) return [];
    return [
      {
        name: 'text with ligatures',
        open: (output, line) =>
          new FilterDecoder(output, line, new CuttingRewriter(spellOut, wholeCharacters, maxKept)),
      },
    ];
  },
};

/** A ligature is U+FB00 to U+FB04. */
function hasLigature(text: Uint8Array): boolean {
  for (let at = text.indexOf(0xef); at >= 0; at = text.indexOf(0xef, at + 1)) {
    if (text[at + 1] === 0xac && text[at + 2]! >= 0x80 && text[at + 2]! <= 0x84) return true;
  }
  return false;
}

function spellOut(text: Uint8Array): Uint8Array {
  if (!hasLigature(text)) return text;
  const spelled = decodeText(text, 0, text.length).replace(
    /[\ufb00-\ufb04]/g,
    (one) => letters[one.charCodeAt(0) - 0xfb00] ?? one,
  );
  return encodeText(spelled);
}

/** A text is cut only before the first byte of a character. */
function wholeCharacters(text: Uint8Array): number {
  for (let at = Math.max(0, text.length - maxKept); at < text.length; at++) if (text[at]! >= 0xc0) return at;
  return text.length;
}
