// A dump inside a quoted field of a JSON record, a logfmt line, a TiDB or zap line, or a string literal. The field
// holds the whole dump or one line of it. The text before the opening quote is learned from the lines that mention
// goroutines.
import { decodeText, encodeText, findBytes, isDigit, join } from './byte-text.ts';
import { findMark } from './marks.ts';
import type { Carriage, Transport } from './model.ts';
import { QuotedDecoder } from './quoted-decoder.ts';
import { findRecordStreams, type Field } from './record-streams.ts';

/** How many different fields are tried. */
const maxFields = 4;
/** Marks that are examined. */
const maxMarks = 256;
/** A message that begins further before the goroutine has another form. */
const maxBefore = 8 * 1024;
const maxKeyBytes = 64;
const rowWord = encodeText(' @ 0x');
const labelsWord = encodeText('# labels: {');
const openBracket = 91;
const quotes: readonly number[] = [34, 39, 96];

export const quotedFields: Transport = {
  detect(head) {
    const byMarks = listFields(head, findMark);
    // A debug=1 profile without its heading mentions no goroutines.
    const fields = byMarks.length > 0 ? byMarks : listFields(head, findRow);
    return fields.map((field) => carriage(head, field));
  },
};

function listFields(head: Uint8Array, findNext: typeof findMark): readonly Field[] {
  const fields: Field[] = [];
  let marks = 0;
  for (let at = findNext(head, 0, head.length); at >= 0; at = findNext(head, at + 1, head.length)) {
    if (fields.length >= maxFields || ++marks > maxMarks) break;
    const field = findField(head, at);
    if (field && !fields.some((known) => known.quote === field.quote && isSame(known.key, field.key))) {
      fields.push(field);
    }
  }
  return fields;
}

function findRow(head: Uint8Array, start: number, end: number): number {
  return findBytes(head, rowWord, start, end);
}

function carriage(head: Uint8Array, field: Field): Carriage {
  const streams = findRecordStreams(head, field);
  return {
    name: nameField(field),
    open: (output, line) => new QuotedDecoder(output, line, field, streams),
  };
}

/** Names of products by the key of the field that their records use. */
const products: readonly (readonly [key: string, name: string])[] = [
  ['"log":', "Docker's json-file"],
  ['"MESSAGE":', "journald's JSON"],
  ['"textPayload":', 'an export of Google Cloud Logging'],
  ['"_raw":', 'an export of Splunk'],
  ['"result":', 'an answer of JSON-RPC'],
  ['"line":', "Loki's JSON"],
  ['"o",', 'a recording of asciinema'],
];

function nameField({ key }: Field): string {
  const text = decodeText(key, 0, key.length).replace(/\s+/g, '');
  const product = products.find(([each]) => text === each)?.[1];
  if (product !== undefined) return product;
  const word = /"?([\w.@-]+)"?[:=]$/.exec(text)?.[1];
  return word === undefined ? 'quoted text' : `the field "${word}" of each line`;
}

/** The quoted field around `mark`; undefined where no quote opens before it. */
function findField(head: Uint8Array, mark: number): Field | undefined {
  const lineStart = findLiteralStart(head, mark);
  // A label's value may hold any text.
  if (findBytes(head, labelsWord, lineStart, mark) >= 0) return undefined;
  const from = Math.max(lineStart, mark - maxBefore);
  for (let at = mark - 1; at >= from; at--) {
    const quote = head[at]!;
    if (!quotes.includes(quote) || isEscaped(head, at, lineStart)) continue;
    const before = at === lineStart ? 10 : head[at - 1]!;
    // Between two quotes of a record is a separator. A quote after a letter closes a field.
    if (isWordByte(before)) continue;
    const key = findKey(head, head.lastIndexOf(10, at) + 1, at);
    return { key, quote, more: findMore(head, key, quote), isPiece: isRecorded(key) };
  }
  return undefined;
}

/** A recording of a terminal (asciinema) has lists: the time, the kind `o` for output, the output. */
function isRecorded(key: Uint8Array): boolean {
  return /^"o", ?$/.test(decodeText(key, 0, key.length));
}

/** Whether a line of `head` has several such texts. */
function findMore(head: Uint8Array, key: Uint8Array, quote: number): Field['more'] {
  if (key[key.length - 1] === 91) return 'elements';
  if (key[0] !== 34 || isRecorded(key)) return 'nothing';
  const opening = join([key, Uint8Array.of(quote)]);
  for (let at = findBytes(head, opening, 0, head.length); at >= 0;) {
    const next = findBytes(head, opening, at + 1, head.length);
    const lineEnd = head.indexOf(10, at);
    if (next >= 0 && (lineEnd < 0 || next < lineEnd)) return 'fields';
    at = next;
  }
  return 'nothing';
}

/** Where the line begins, or the first of several lines that are joined by a backslash at their ends. */
function findLiteralStart(head: Uint8Array, mark: number): number {
  let start = head.lastIndexOf(10, mark) + 1;
  while (start > 1 && mark - start < maxBefore && head[start - 2] === 92) start = head.lastIndexOf(10, start - 2) + 1;
  return start;
}

function isEscaped(bytes: Uint8Array, at: number, start: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= start && bytes[at - 1 - slashes] === 92) slashes++;
  return slashes % 2 === 1;
}

function isWordByte(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122 && byte !== 98) || byte === 41;
}

/** `"log":`, `msg=`, `[`, or other text before the quote, without its numbers; empty where there is none. */
function findKey(head: Uint8Array, lineStart: number, quote: number): Uint8Array {
  const text = decodeText(head, Math.max(lineStart, quote - maxKeyBytes), quote);
  const key =
    /(?:"(?:[^"\\]|\\.)*"\s*(?::|=>)\s*|"o", ?|[\w.@-]*[A-Za-z_]=|[^\d\s"',;]{0,12}\s{0,2})$/.exec(text)?.[0] ?? '';
  // A later element of a JSON array of lines: the array's first one opens the text.
  const isElement =
    key.trim() === '' && /["'](?:\s?,\s?|\s)$/.test(text) && head.lastIndexOf(openBracket, quote) >= lineStart;
  // Python and Go join literals that stand below one another; only the first has a parenthesis before it.
  return encodeText(isElement ? '[' : key.trim() === '(' ? '' : key);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && findBytes(left, right, 0, left.length) === 0;
}
