// Syslog over TCP, where each message has its length in bytes before it and no line end behind it (RFC 6587, octet
// counting).
import { countLines, isDigit } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';

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

class FrameDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  #line: number;
  /** Bytes of the open message that are still to come. */
  #left = 0;
  /** The bytes before the next message. */
  #opening = new Uint8Array(0);
  #endsLine = true;

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
        if (this.#left === 0) this.#endLine();
        continue;
      }
      this.#open(piece[at++]!);
    }
  }

  finish(): void {
    if (this.#opening.length > 0) this.#hand(this.#opening);
  }

  /** Takes one more byte of what precedes a message. */
  #open(byte: number): void {
    const opening = new Uint8Array(this.#opening.length + 1);
    opening.set(this.#opening);
    opening[this.#opening.length] = byte;
    this.#opening = opening;
    if (isDigit(byte) ? opening.length <= maxDigits : byte === space && opening.length > 1) return;
    const frame = readFrame(opening, 0);
    this.#opening = new Uint8Array(0);
    // What follows a wrong length is handed over as it is.
    this.#left = frame ? frame.length - (opening.length - frame.from) : Infinity;
    this.#hand(frame ? opening.subarray(frame.from) : opening);
  }

  #endLine(): void {
    this.carriedLines++;
    if (!this.#endsLine) this.#output.write('', lineEnd);
    this.#endsLine = true;
  }

  #hand(text: Uint8Array): void {
    if (text.length === 0) return;
    this.#output.write('', text, { line: this.#line, timeMs: undefined });
    this.#line += countLines(text, 0, text.length);
    this.#endsLine = text[text.length - 1] === newline;
  }
}
