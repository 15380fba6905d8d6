// The raw log stream of Docker's interface: each piece has a header of eight bytes with the stream and the length.
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';
import { countLines } from './byte-text.ts';

const headerBytes = 8;
const streams = ['stdin', 'stdout', 'stderr'];
/** Docker cuts lines at 16 KiB. */
const maxPieceBytes = 1024 * 1024;

export const dockerStream: Transport = {
  detect(head) {
    if (readHeader(head, 0) === undefined) return [];
    let pieces = 0;
    for (let at = 0; at + headerBytes <= head.length; pieces++) {
      const header = readHeader(head, at);
      if (!header) return [];
      at += headerBytes + header.length;
    }
    return pieces < 2
      ? []
      : [{ name: "Docker's raw log stream", open: (output, line) => new PieceDecoder(output, line) }];
  },
};

interface PieceHeader {
  readonly stream: string;
  readonly length: number;
}

function readHeader(bytes: Uint8Array, at: number): PieceHeader | undefined {
  const stream = streams[bytes[at] ?? streams.length];
  if (stream === undefined || bytes[at + 1] !== 0 || bytes[at + 2] !== 0 || bytes[at + 3] !== 0) return undefined;
  let length = 0;
  for (let i = 4; i < headerBytes; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return length > maxPieceBytes ? undefined : { stream, length };
}

class PieceDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  #line: number;
  #stream = '';
  /** Bytes of the open piece that are still to come. */
  #left = 0;
  readonly #header = new Uint8Array(headerBytes);
  #headerLength = 0;

  constructor(output: DecoderOutput, line: number) {
    this.#output = output;
    this.#line = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) this.#line = place.line;
    for (let at = 0; at < piece.length;) {
      if (this.#left > 0) {
        const end = Math.min(piece.length, at + this.#left);
        this.#hand(piece.subarray(at, end));
        this.#left -= end - at;
        at = end;
        continue;
      }
      this.#header[this.#headerLength++] = piece[at++]!;
      if (this.#headerLength < headerBytes) continue;
      this.#headerLength = 0;
      const header = readHeader(this.#header, 0);
      // What follows a broken header is handed over as it is.
      this.#left = header?.length ?? Infinity;
      this.#stream = header?.stream ?? this.#stream;
    }
  }

  finish(): void {}

  #hand(text: Uint8Array): void {
    this.#output.write(this.#stream, text, { line: this.#line, timeMs: undefined });
    const lines = countLines(text, 0, text.length);
    this.#line += lines;
    this.carriedLines += lines;
  }
}
