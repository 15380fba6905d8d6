// Decodes streams of pieces that have their length before them.
import { countLines } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place } from './model.ts';

export abstract class CountedPieces implements Decoder {
  carriedLines = 0;
  protected readonly output: DecoderOutput;
  #line: number;
  /** Bytes of the open piece that are still to come. */
  #left = 0;

  constructor(output: DecoderOutput, line: number) {
    this.output = output;
    this.#line = line;
  }

  push(bytes: Uint8Array, place?: Place): void {
    if (place) this.#line = place.line;
    for (let at = 0; at < bytes.length;) {
      if (this.#left === 0) {
        this.#left = this.open(bytes[at++]!);
        continue;
      }
      const end = Math.min(bytes.length, at + this.#left);
      this.hand(bytes.subarray(at, end));
      this.#left -= end - at;
      at = end;
      if (this.#left === 0) this.close();
    }
  }

  finish(): void {}

  /**
   * Takes one more byte of what precedes a piece. Returns the rest of the piece's length: 0 until it is known, and
   * `Infinity` if it is broken, so that what follows is handed over as it is.
   */
  protected abstract open(byte: number): number;

  /** The piece has ended. */
  protected close(): void {}

  /** Passes text on. Returns the number of its lines. */
  protected hand(text: Uint8Array, stream = ''): number {
    this.output.write(stream, text, { line: this.#line, timeMs: undefined });
    const lines = countLines(text, 0, text.length);
    this.#line += lines;
    return lines;
  }
}
