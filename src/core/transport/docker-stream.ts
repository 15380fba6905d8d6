// The raw log stream of Docker's interface: each piece has a header of eight bytes with the stream and the length.
import { CountedPieces } from './counted-pieces.ts';
import type { Transport } from './model.ts';

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

class PieceDecoder extends CountedPieces {
  #stream = '';
  readonly #header = new Uint8Array(headerBytes);
  #headerLength = 0;

  protected override open(byte: number): number {
    this.#header[this.#headerLength++] = byte;
    if (this.#headerLength < headerBytes) return 0;
    this.#headerLength = 0;
    const header = readHeader(this.#header, 0);
    this.#stream = header?.stream ?? this.#stream;
    return header?.length ?? Infinity;
  }

  protected override hand(text: Uint8Array): number {
    const lines = super.hand(text, this.#stream);
    this.carriedLines += lines;
    return lines;
  }
}
