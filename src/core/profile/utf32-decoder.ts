// UTF-32, which `TextDecoder` does not know.
import { join } from '../transport/byte-text.ts';

const width = 4;
const mark = 0xfeff;
const replacement = 0xfffd;
const largest = 0x10ffff;
const surrogates = { first: 0xd800, last: 0xdfff };
/** `String.fromCodePoint` takes each character as an argument of its own. */
const batch = 4096;

/** Decodes pieces of any size. The mark of the byte order is left out. */
export class Utf32Decoder {
  readonly #isLittleEndian: boolean;
  /** The first bytes of a character that is cut. */
  #rest: Uint8Array = new Uint8Array(0);
  #isFirst = true;

  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian;
  }

  decode(piece: Uint8Array = new Uint8Array(0)): string {
    const bytes = join([this.#rest, piece]);
    const whole = bytes.length - (bytes.length % width);
    this.#rest = bytes.slice(whole);
    const view = new DataView(bytes.buffer);
    let text = '';
    for (let from = 0; from < whole; from += batch * width) {
      const points: number[] = [];
      for (let at = from; at < Math.min(whole, from + batch * width); at += width) {
        const point = view.getUint32(at, this.#isLittleEndian);
        if (!this.#isFirst || point !== mark) points.push(isCharacter(point) ? point : replacement);
        this.#isFirst = false;
      }
      text += String.fromCodePoint(...points);
    }
    return text;
  }
}

function isCharacter(point: number): boolean {
  return point <= largest && (point < surrogates.first || point > surrogates.last);
}
