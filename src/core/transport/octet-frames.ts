// Syslog over TCP, where each message has its length in bytes before it and no line end behind it (RFC 6587, octet
// counting).
import { isDigit } from './byte-text.ts';
import { CountedPieces } from './counted-pieces.ts';
import type { Transport } from './model.ts';

const space = 32;
const lessThan = 60;
const newline = 10;
/** RFC 5424 lets receivers refuse longer messages than 2 KiB; relays take some hundred KiB. */
const maxMessageBytes = 1024 * 1024;
const maxDigits = 7;
const lineEnd = Uint8Array.of(newline);

export const octetFrames: Transport = {
  detect(head) {
    let frames = 0;
    for (let at = 0; at < head.length; frames++) {
      const frame = readFrame(head, at);
      // A length that is cut, or that only looks like one.
      if (!frame) break;
      at = frame.from + frame.length;
    }
    return frames < 2
      ? []
      : [{ name: 'syslog with counted octets', open: (output, line) => new FrameDecoder(output, line) }];
  },
};

interface Frame {
  /** Where the message begins. */
  readonly from: number;
  readonly length: number;
}

/** Reads `123 <13>`: the length and the first byte of a message. */
function readFrame(bytes: Uint8Array, start: number): Frame | undefined {
  let at = start;
  let length = 0;
  while (at - start < maxDigits && isDigit(bytes[at] ?? 0)) length = length * 10 + bytes[at++]! - 48;
  if (at === start || bytes[at] !== space || bytes[at + 1] !== lessThan) return undefined;
  return length === 0 || length > maxMessageBytes ? undefined : { from: at + 1, length };
}

class FrameDecoder extends CountedPieces {
  /** The bytes before the next message. */
  #opening = new Uint8Array(0);
  #endsLine = true;

  override finish(): void {
    if (this.#opening.length > 0) this.hand(this.#opening);
  }

  protected override open(byte: number): number {
    const opening = new Uint8Array(this.#opening.length + 1);
    opening.set(this.#opening);
    opening[this.#opening.length] = byte;
    this.#opening = opening;
    if (isDigit(byte) ? opening.length <= maxDigits : byte === space && opening.length > 1) return 0;
    const frame = readFrame(opening, 0);
    this.#opening = new Uint8Array(0);
    this.hand(frame ? opening.subarray(frame.from) : opening);
    return frame ? frame.length - (opening.length - frame.from) : Infinity;
  }

  protected override close(): void {
    this.carriedLines++;
    if (!this.#endsLine) this.output.write('', lineEnd);
    this.#endsLine = true;
  }

  protected override hand(text: Uint8Array): number {
    this.#endsLine = text[text.length - 1] === newline;
    return super.hand(text);
  }
}
