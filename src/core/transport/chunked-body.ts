// The body of an HTTP answer as it crossed the wire (RFC 9112, 7.1): pieces with their length in hexadecimal before
// them. `nc`, `curl --raw` and captures of packets have it. The head of the answer may stand before it.
import { countLines, decodeText } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';

const newline = 10;
const maxHeadBytes = 8 * 1024;
const maxSizeBytes = 200;
const head = /^HTTP\/1\.[01] [^\n]*\n(?:[^\r\n][^\n]*\n){0,100}\r?\n/;
const size = /^([0-9a-fA-F]{1,8})(?:;[^\r\n]*)?\r\n$/;

export const chunkedBody: Transport = {
  detect(bytes) {
    const body = findBody(bytes);
    const first = readSize(bytes, body);
    if (!first || first.length === 0) return [];
    // The next size confirms that the first one was not a word of a text.
    const next = first.behind + first.length + 2;
    const announced = /^transfer-encoding: *chunked/im.test(decodeText(bytes, 0, body));
    if (next < bytes.length ? readSize(bytes, next) === undefined : !announced) return [];
    return [{ name: 'a chunked answer of HTTP', open: (output, line) => new ChunkDecoder(output, line) }];
  },
};

/** Where the body begins: behind the head of an answer, if there is one. */
function findBody(bytes: Uint8Array): number {
  return head.exec(decodeText(bytes, 0, Math.min(bytes.length, maxHeadBytes)))?.[0].length ?? 0;
}

interface Size {
  /** Bytes of the piece. */
  readonly length: number;
  /** Where the piece begins. */
  readonly behind: number;
}

function readSize(bytes: Uint8Array, start: number): Size | undefined {
  const lineEnd = bytes.indexOf(newline, start);
  if (lineEnd < 0 || lineEnd - start > maxSizeBytes) return undefined;
  const digits = size.exec(decodeText(bytes, start, lineEnd + 1))?.[1];
  return digits === undefined ? undefined : { length: Number.parseInt(digits, 16), behind: lineEnd + 1 };
}

type State = 'head' | 'size' | 'piece' | 'behind' | 'rest';

class ChunkDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  #line: number;
  #place: Place | undefined;
  #state: State = 'head';
  /** The open line outside of pieces. */
  #opening: number[] = [];
  /** Bytes of the open piece that are still to come. */
  #left = 0;
  #endsLine = true;

  constructor(output: DecoderOutput, line: number) {
    this.#output = output;
    this.#line = line;
    this.#place = { line, timeMs: undefined };
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) this.#line = place.line;
    for (let at = 0; at < piece.length;) {
      if (this.#state === 'piece' || this.#state === 'rest') {
        const end = this.#state === 'rest' ? piece.length : Math.min(piece.length, at + this.#left);
        this.#hand(piece.subarray(at, end));
        this.#left -= end - at;
        if (this.#state === 'piece' && this.#left === 0) this.#state = 'behind';
        at = end;
      } else this.#take(piece[at++]!);
    }
  }

  finish(): void {
    if (this.#state === 'head') this.#handOpening();
  }

  /** Takes a byte that stands outside of the pieces. */
  #take(byte: number): void {
    this.#opening.push(byte);
    if (byte !== newline && this.#opening.length < maxHeadBytes) return;
    const line = Uint8Array.from(this.#opening);
    if (this.#state === 'behind') {
      // The line end behind a piece.
      this.#drop();
      this.#state = 'size';
      return;
    }
    const found = readSize(line, 0);
    if (found) {
      this.#drop();
      this.#left = found.length;
      // The text continues in the middle of a line.
      if (this.#endsLine) this.#place = { line: this.#line, timeMs: undefined };
      this.#state = found.length > 0 ? 'piece' : 'rest';
      return;
    }
    if (this.#state === 'size') this.#state = 'rest';
    this.#handOpening();
  }

  #drop(): void {
    this.#line++;
    this.carriedLines++;
    this.#opening = [];
  }

  #handOpening(): void {
    this.#hand(Uint8Array.from(this.#opening));
    this.#opening = [];
  }

  #hand(text: Uint8Array): void {
    if (text.length === 0) return;
    this.#output.write('', text, this.#place);
    this.#place = undefined;
    this.#endsLine = text[text.length - 1] === newline;
    const lines = countLines(text, 0, text.length);
    this.#line += lines;
    this.carriedLines += lines;
  }
}
