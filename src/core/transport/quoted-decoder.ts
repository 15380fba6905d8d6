// Undoes a quoted field byte by byte. A field may hold a whole dump on one line of many megabytes.
import { decodeText, findBytes, isDigit, matches, skipBlanks } from './byte-text.ts';
import { growBytes } from './grow.ts';
import { findLogTime } from './log-time.ts';
import type { Decoder, DecoderOutput, Place } from './model.ts';
import type { Field, RecordStreams } from './record-streams.ts';
import { secondMs } from '../agreed-times.ts';

/** A line whose field has not begun within this length has none. Lines up to this length are examined whole. */
const maxLineHead = 64 * 1024;
const batchBytes = 64 * 1024;
const escapeBytes = '\\x00'.length;
/** The longest escape of one character: `\xf0\x9f\x98\x80`. */
const maxEscape = 16;
const backslash = 92;
const newline = 10;
const openBracket = 91;

type Mode = 'line' | 'string' | 'numbers' | 'behind' | 'rest';

export class QuotedDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  readonly #field: Field;
  readonly #streams: RecordStreams;
  #mode: Mode = 'line';
  #kept = new Uint8Array(0);
  #out = new Uint8Array(4096);
  #outLength = 0;
  /** Where the text of the open field begins in the output buffer, and the last byte passed on. */
  #fieldFrom = 0;
  #lastByte = 0;
  #stream = '';
  #line: number;
  /** Where the next output begins; undefined where it follows the output before. */
  #place: Place | undefined;
  /** The line number that the receiver has counted to. */
  #nextLine: number;
  #timeMs: number | undefined;

  constructor(output: DecoderOutput, line: number, field: Field, streams: RecordStreams) {
    this.#output = output;
    this.#field = field;
    this.#streams = streams;
    this.#line = line;
    this.#place = { line, timeMs: undefined };
    this.#nextLine = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) {
      this.#line = place.line;
      this.#timeMs = place.timeMs ?? this.#timeMs;
    }
    this.#run(piece, false);
    this.#flush();
  }

  finish(): void {
    this.#run(new Uint8Array(0), true);
    this.#flush();
  }

  #run(piece: Uint8Array, ended: boolean): void {
    let bytes = piece;
    if (this.#kept.length > 0) {
      bytes = new Uint8Array(this.#kept.length + piece.length);
      bytes.set(this.#kept);
      bytes.set(piece, this.#kept.length);
    }
    let at = 0;
    for (let before = -1; at < bytes.length && at !== before;) {
      before = at;
      const mode = this.#mode;
      switch (mode) {
        case 'line':
          at = this.#takeLine(bytes, at, ended);
          break;
        case 'string':
          at = this.#takeString(bytes, at, ended);
          break;
        case 'numbers':
          at = this.#takeNumbers(bytes, at, ended);
          break;
        case 'behind':
          at = this.#takeBehind(bytes, at, ended);
          break;
        case 'rest':
          at = this.#skipRest(bytes, at);
          break;
      }
      // A change of mode may consume nothing and still be progress.
      if (this.#mode !== mode) before = -1;
    }
    this.#kept = bytes.slice(at);
  }

  /** Looks for the field in a line. Returns where its text begins, or `start` where the line is incomplete. */
  #takeLine(bytes: Uint8Array, start: number, ended: boolean): number {
    const found = bytes.indexOf(newline, start);
    if (found < 0 && !ended && bytes.length - start < maxLineHead) return start;
    const lineEnd = found < 0 ? bytes.length : found;
    const end = Math.min(lineEnd, start + maxLineHead);
    const text = this.#findText(bytes, start, end);
    if (text < 0) {
      this.#flush();
      this.#output.leave(bytes, start, end, this.#line);
      this.#mode = 'rest';
      return end;
    }
    const isWhole = lineEnd === end;
    this.carriedLines++;
    const stream = this.#streams.nameOf(bytes, start, end);
    this.#begin(stream, isWhole ? findTime(bytes, start, text, end) : findLogTime(bytes, start, text));
    this.#mode = bytes[text - 1] === openBracket && this.#field.quote !== openBracket ? 'numbers' : 'string';
    return text;
  }

  /** Where the field's text begins, after its quote or bracket; -1 when the line has no such field. */
  #findText(bytes: Uint8Array, start: number, end: number): number {
    const { key, quote } = this.#field;
    if (key.length === 0) {
      if (opensNumbers(bytes, start, end)) return start + 1;
      const at = bytes.indexOf(quote, start);
      return at >= 0 && at < end ? at + 1 : -1;
    }
    for (let at = findBytes(bytes, key, start, end); at >= 0; at = findBytes(bytes, key, at + 1, end)) {
      const behind = at + key.length;
      if (bytes[behind] === quote && behind < end) return behind + 1;
      // journald writes bytes as numbers where they are not plain text.
      if (bytes[behind] === openBracket && isDigit(bytes[behind + 1] ?? 0)) return behind + 1;
    }
    return -1;
  }

  #begin(stream: string, time: number | undefined): void {
    const isLater = time !== undefined && Math.abs(time - (this.#timeMs ?? 0)) >= secondMs;
    const isElsewhere = stream !== this.#stream || isLater || this.#nextLine !== this.#line;
    if (isElsewhere || this.#outLength >= batchBytes) this.#flush();
    if (isLater) this.#timeMs = time;
    this.#fieldFrom = this.#outLength;
    this.#lastByte = 0;
    if (!isElsewhere) return;
    this.#stream = stream;
    this.#nextLine = this.#line;
    this.#place = { line: this.#line, timeMs: this.#timeMs };
  }

  #takeString(bytes: Uint8Array, start: number, ended: boolean): number {
    const { quote } = this.#field;
    const end = bytes.length;
    let out = this.#reserve(end - start);
    let length = this.#outLength;
    let at = start;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === quote) {
        this.#outLength = length;
        this.#endText();
        this.#mode = this.#field.more === 'nothing' ? 'rest' : 'behind';
        return at + 1;
      }
      if (byte === backslash) {
        if (!ended && end - at < maxEscape && bytes.indexOf(quote, at + 2) < 0 && bytes.indexOf(newline, at + 2) < 0)
          break;
        this.#outLength = length;
        at = this.#takeEscape(bytes, at, end);
        out = this.#out;
        length = this.#outLength;
        continue;
      }
      if (byte === newline) {
        this.#line++;
        this.#nextLine++;
      }
      out[length++] = byte;
      at++;
      if (length >= batchBytes && byte === newline) {
        this.#outLength = length;
        this.#flush();
        length = 0;
        out = this.#reserve(end - at);
      }
    }
    this.#outLength = length;
    return at;
  }

  /** Undoes the escape at `at`. Returns the index after it. */
  #takeEscape(bytes: Uint8Array, at: number, end: number): number {
    const byte = bytes[at + 1];
    const plain = byte === undefined ? undefined : escapes[byte];
    if (plain !== undefined) {
      this.#put(plain);
      return at + 2;
    }
    switch (byte) {
      case undefined:
        this.#put(backslash);
        return at + 1;
      case newline:
        this.#line++;
        return at + 2;
      case 13:
        return at + 2;
      case 117:
        return this.#takeCode(bytes, at, end, 4);
      case 85:
        return this.#takeCode(bytes, at, end, 8);
      case 120:
        return this.#takeCode(bytes, at, end, 2);
      default:
        if (byte >= 48 && byte <= 55) return this.#takeOctal(bytes, at, end);
        this.#put(backslash);
        return at + 1;
    }
  }

  #takeCode(bytes: Uint8Array, at: number, end: number, digits: number): number {
    const code = readHex(bytes, at + 2, end, digits);
    if (code < 0) {
      this.#put(backslash);
      return at + 1;
    }
    const behind = at + 2 + digits;
    if (digits === 2) return this.#takeByte(bytes, code, behind, end);
    if (code >= 0xd800 && code < 0xdc00 && bytes[behind] === backslash && bytes[behind + 1] === 117) {
      const low = readHex(bytes, behind + 2, end, 4);
      this.#putText(String.fromCharCode(code, Math.max(0, low)));
      return behind + 6;
    } else this.#putText(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
    return behind;
  }

  /**
   * Takes a byte of UTF-8 with those that follow it, as Go and Python write them. Where they make no character, the
   * code is that of a character, as YAML writes it. Returns the index after it.
   */
  #takeByte(bytes: Uint8Array, code: number, behind: number, end: number): number {
    if (code < 0x80) {
      this.#put(code);
      return behind;
    }
    const length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : code >= 0xc2 ? 2 : 0;
    const character = [code];
    let at = behind;
    for (; character.length < length; at += escapeBytes) {
      const next = bytes[at] === backslash && bytes[at + 1] === 120 ? readHex(bytes, at + 2, end, 2) : -1;
      if ((next & 0xc0) !== 0x80) break;
      character.push(next);
    }
    if (character.length === length && length > 0) for (const byte of character) this.#put(byte);
    else this.#putText(String.fromCharCode(code));
    return character.length === length && length > 0 ? at : behind;
  }

  #takeOctal(bytes: Uint8Array, at: number, end: number): number {
    let code = 0;
    let digit = at + 1;
    while (digit < end && digit < at + 4 && bytes[digit]! >= 48 && bytes[digit]! <= 55)
      code = code * 8 + bytes[digit++]! - 48;
    this.#put(code & 255);
    return digit;
  }

  /** Reads `103,111,…]`, up to the bracket. */
  #takeNumbers(bytes: Uint8Array, start: number, ended: boolean): number {
    for (let at = start; at < bytes.length;) {
      let value = 0;
      let end = at;
      while (isDigit(bytes[end] ?? 0)) value = value * 10 + bytes[end++]! - 48;
      if (end === bytes.length && !ended) return at;
      if (end > at) this.#put(value & 255);
      if (bytes[end] === 44 || bytes[end] === 32) at = end + 1;
      else {
        this.#endText();
        this.#mode = 'rest';
        return end;
      }
    }
    return bytes.length;
  }

  /** Looks for another text on the same line. Returns where it begins, or where the search continues. */
  #takeBehind(bytes: Uint8Array, start: number, ended: boolean): number {
    const { key, more } = this.#field;
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    const text = more === 'elements' ? this.#findElement(bytes, start, end) : this.#findText(bytes, start, end);
    if (text >= 0) {
      this.#fieldFrom = this.#outLength;
      this.#lastByte = 0;
      this.#mode = 'string';
      return text;
    }
    const kept = more === 'elements' ? end - start : key.length;
    if (found < 0 && !ended && kept <= maxLineHead) return Math.max(start, end - kept);
    this.#mode = 'rest';
    return end;
  }

  /** Where the text of the next element begins; -1 when the list ends or the element has not begun yet. */
  #findElement(bytes: Uint8Array, start: number, end: number): number {
    let at = skipBlanks(bytes, start, end);
    // Go's `%q` of a []string has blanks alone.
    if (bytes[at] === 44) at = skipBlanks(bytes, at + 1, end);
    else if (at === start) return -1;
    return at < end && bytes[at] === this.#field.quote ? at + 1 : -1;
  }

  #skipRest(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return bytes.length;
    this.#line++;
    this.#mode = 'line';
    return end + 1;
  }

  /** The text of a field with one line has no line end of its own. */
  #endText(): void {
    const last = this.#outLength === this.#fieldFrom ? this.#lastByte : this.#out[this.#outLength - 1];
    if (last !== newline && !this.#field.isPiece) this.#put(newline);
  }

  #put(byte: number): void {
    if (byte === newline) this.#nextLine++;
    this.#reserve(1)[this.#outLength++] = byte;
  }

  #putText(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#reserve(bytes.length).set(bytes, this.#outLength);
    this.#outLength += bytes.length;
  }

  #reserve(bytes: number): Uint8Array {
    return (this.#out = growBytes(this.#out, this.#outLength + bytes + 1));
  }

  #flush(): void {
    if (this.#outLength > 0) this.#output.write(this.#stream, this.#out.subarray(0, this.#outLength), this.#place);
    if (this.#outLength > 0) {
      this.#place = undefined;
      if (this.#outLength > this.#fieldFrom) this.#lastByte = this.#out[this.#outLength - 1]!;
      this.#fieldFrom = 0;
    }
    this.#outLength = 0;
  }
}

/** By the byte after the backslash. */
const escapes: readonly (number | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const letter = 'ntrbfva'.indexOf(String.fromCharCode(byte));
  if (letter >= 0) return [10, 9, 13, 8, 12, 11, 7][letter];
  return '"\'`\\/'.includes(String.fromCharCode(byte)) ? byte : undefined;
});

/** A record has its time before or after its message, rarely inside it. */
function findTime(bytes: Uint8Array, start: number, text: number, end: number): number | undefined {
  if (!speaksOfOpening(bytes, text, end)) return undefined;
  const before = findLogTime(bytes, start, text);
  return before ?? findLogTime(bytes, Math.max(text, end - 1024), end);
}

/** The time is read only from lines that open something: a dump, or text that another transport still carries. */
function speaksOfOpening(bytes: Uint8Array, text: number, end: number): boolean {
  switch (bytes[text]) {
    case 103:
      return matches(bytes, text, end, 'goroutine ');
    case 112:
      return matches(bytes, text, end, 'panic: ');
    case 102:
      return matches(bytes, text, end, 'fatal error: ');
    case 83:
      return matches(bytes, text, end, 'SIG');
    case 123:
      return true;
    default:
      return isDigit(bytes[text]!);
  }
}

/** `[103 111 ` or `[103, 111, `: several numbers at the beginning of a line. */
function opensNumbers(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    bytes[start] === openBracket &&
    /^\[\d{1,3}(?:[ ,] ?\d{1,3}){3}/.test(decodeText(bytes, start, Math.min(end, start + 40)))
  );
}

/** Reads `digits` hex digits; -1 when there are fewer. */
function readHex(bytes: Uint8Array, start: number, end: number, digits: number): number {
  if (start + digits > end) return -1;
  let value = 0;
  for (let at = start; at < start + digits; at++) {
    const byte = bytes[at]! | 32;
    const digit = byte >= 97 && byte <= 102 ? byte - 87 : isDigit(bytes[at]!) ? bytes[at]! - 48 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
