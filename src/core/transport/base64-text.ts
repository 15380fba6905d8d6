// Text in base64: the attachment of a mail, what somebody copied out of a terminal, or a value of a document in YAML or
// JSON, as in a Secret of Kubernetes.
import { decodeText, encodeText, findBytes, join, matches, skipBlanks, trimEnd } from './byte-text.ts';
import type { Decoder, DecoderOutput, Place, Transport } from './model.ts';

/** A shorter line is more likely a word. */
const minLineBytes = 40;
/** Enough of an open line to tell whether it is base64. */
const minOpenBytes = 4096;
const maxOtherBytes = 64 * 1024;
const newline = 10;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By byte: its six bits, or -1. */
const values = Int8Array.from({ length: 256 }, (_, byte) => alphabet.indexOf(String.fromCharCode(byte)));
const padding = 61;
const space = 32;
const comma = 44;
const colon = 58;

export const base64Text: Transport = {
  detect(head) {
    for (let at = 0; at < head.length;) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      const from = skipKey(head, at, end);
      if (end - from >= minLineBytes && isBase64(head, from, end) && opensText(head, from)) {
        return [{ name: 'text in base64', open: (output, line) => new Base64Decoder(output, line) }];
      }
      at = end + 1;
    }
    return [];
  },
};

/** Whether the first bytes are text. Most words and checksums become something else. */
function opensText(head: Uint8Array, at: number): boolean {
  const text = new Uint8Array(minLineBytes);
  const length = decode(head, at, at + minLineBytes, text);
  return /^[\t\n\r\x20-\x7e]+$/.test(decodeText(text, 0, length));
}

const longestKey = 256;
/** A `data:` address holds base64 behind it (RFC 2397). */
const dataWord = encodeText(';base64,');

/** Skips the blanks and the key of a document's line: `  dump.txt: ` and `"dump.txt": "`. */
function skipKey(bytes: Uint8Array, start: number, lineEnd: number): number {
  const from = skipBlanks(bytes, start, lineEnd);
  if (matches(bytes, from, lineEnd, 'data:')) {
    const word = findBytes(bytes, dataWord, from, Math.min(lineEnd, from + longestKey));
    if (word >= 0) return word + dataWord.length;
  }
  const most = Math.min(lineEnd, from + longestKey);
  for (let at = from; at < most; at++) {
    const byte = bytes[at]!;
    // A value may begin with any letter that a key may have, so only a colon with a blank behind it ends a key.
    if (byte === colon && bytes[at + 1] === space) return at + (isQuote(bytes[at + 2]) ? 3 : 2);
    if (byte <= space) return from;
  }
  return from;
}

function isQuote(byte: number | undefined): boolean {
  return byte === 34 || byte === 39;
}

function isBase64(bytes: Uint8Array, start: number, lineEnd: number): boolean {
  let end = trimEnd(bytes, start, lineEnd);
  if (bytes[end - 1] === comma) end--;
  if (isQuote(bytes[end - 1])) end--;
  while (end > start && bytes[end - 1] === padding) end--;
  for (let at = start; at < end; at++) if (values[bytes[at]!]! < 0) return false;
  return end > start;
}

/** Decodes up to the first byte outside the alphabet. Returns how many bytes were written. */
function decode(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = start; at < end; at++) {
    const value = values[bytes[at]!]!;
    if (value < 0) break;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[length++] = (held >> bits) & 255;
  }
  return length;
}

/** A file may be one line of many megabytes, so lines are decoded as their bytes arrive. */
class Base64Decoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  #line: number;
  /** The open line, or what remains of it: at most three bytes of a line of base64. */
  #kept: Uint8Array = new Uint8Array(0);
  /** The open line is base64. */
  #isOpen = false;
  #isFirst = true;
  /** The line before was base64, so that a short line ends its text. */
  #follows = false;

  constructor(output: DecoderOutput, line: number) {
    this.#output = output;
    this.#line = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) this.#line = place.line;
    for (let at = 0; at < piece.length;) {
      const found = piece.indexOf(newline, at);
      const end = found < 0 ? piece.length : found;
      this.#take(join([this.#kept, piece.subarray(at, end)]), found >= 0);
      if (found >= 0) this.#line++;
      at = end + 1;
    }
  }

  finish(): void {
    if (this.#kept.length > 0) this.#take(this.#kept, true);
  }

  #isText(bytes: Uint8Array, start: number): boolean {
    if (!isBase64(bytes, start, bytes.length)) return false;
    const isRest = this.#follows && skipBlanks(bytes, 0, bytes.length) === start;
    return isRest || bytes.length - start >= minLineBytes;
  }

  /** `bytes` are those of the open line that were not decoded yet. */
  #take(bytes: Uint8Array, isWhole: boolean): void {
    this.#kept = bytes;
    if (!isWhole && !this.#isOpen && bytes.length < minOpenBytes) return;
    const start = this.#isOpen ? 0 : skipKey(bytes, 0, bytes.length);
    if (!this.#isOpen && !this.#isText(bytes, start)) {
      this.#follows = false;
      // How much of an endless line is kept does not matter: it is no base64.
      if (!isWhole && bytes.length < maxOtherBytes) return;
      if (isWhole) this.#output.leave(bytes, 0, Math.min(bytes.length, maxOtherBytes), this.#line);
      this.#kept = isWhole ? new Uint8Array(0) : bytes.subarray(0, maxOtherBytes);
      return;
    }
    this.#follows = true;
    this.#isOpen = !isWhole;
    if (isWhole) this.carriedLines++;
    const end = isWhole ? bytes.length : bytes.length - ((bytes.length - start) % 4);
    const text = new Uint8Array(end - start);
    const length = decode(bytes, start, end, text);
    this.#kept = isWhole ? new Uint8Array(0) : bytes.slice(end);
    if (length === 0) return;
    this.#output.write(
      '',
      text.subarray(0, length),
      this.#isFirst ? { line: this.#line, timeMs: undefined } : undefined,
    );
    this.#isFirst = false;
  }
}
