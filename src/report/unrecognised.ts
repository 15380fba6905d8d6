// Explains bytes that are not a goroutine profile by their beginning.
import type { ReadResult } from '../core/profile/model.ts';

const headBytes = 60;

/** Keeps the first bytes of an input that is read in chunks. */
export class InputHead {
  readonly #bytes = new Uint8Array(headBytes);
  #length = 0;

  note(chunk: Uint8Array): void {
    const part = chunk.subarray(0, headBytes - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** The first line that is not blank, as far as it was kept. */
  line(): string {
    const text = new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
    return (
      text
        .trimStart()
        .split(/[\r\n]/)[0]
        ?.trim() ?? ''
    );
  }
}

/** A sentence about the input, and one about what to give instead. */
export function explainUnrecognised(
  { looksLike, hint }: Extract<ReadResult, { outcome: 'unrecognised' }>,
  head: InputHead,
): string {
  const line = head.line();
  if (looksLike !== 'unknown' || line === '') return hint;
  // A quoted sentence brings its own full stop, so the message does not end with the quotation.
  return hint.replace(/^This is no goroutine profile\. /, `This begins with "${line}" and is no goroutine profile. `);
}
