// Decodes UTF-8 as it arrives, for transports that read text as a string.
import type { Decoder, DecoderOutput, Place } from './model.ts';

export abstract class DecodedText implements Decoder {
  carriedLines = 0;
  protected readonly output: DecoderOutput;
  /** What arrived and was not taken. */
  protected text = '';
  /** The line in which `text` begins. */
  protected line: number;
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(output: DecoderOutput, line: number) {
    this.output = output;
    this.line = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) this.line = place.line;
    this.text += this.#utf8.decode(piece, { stream: true });
    this.take(false);
  }

  finish(): void {
    this.text += this.#utf8.decode();
    this.take(true);
  }

  /** Takes from `text` what is whole. `ended`: no more text follows. */
  protected abstract take(ended: boolean): void;
}
