// The lines of debug=1, as printCountProfile of runtime/pprof writes them. A pasted text may have lost `#`, tabs and
// indentation.
import { decodeText, isDigit, matches, trimEnd } from '../transport/byte-text.ts';
import { readNumber } from './header-line.ts';
import type { Frame, ProfileKind } from './model.ts';

interface Opening {
  readonly kind: ProfileKind;
  /** Goroutines that the profile claims to hold. */
  readonly total: number;
  /** Where the opening begins. The text in front of it also stands in front of every other line. */
  readonly from: number;
}

const longestOpening = 300;
const openingWords = ' profile: total ';

/** `goroutine profile: total 48`, at the end of a line. */
export function findOpening(bytes: Uint8Array, start: number, end: number): Opening | undefined {
  const to = trimEnd(bytes, start, end);
  if (to - start > longestOpening || to - start < 26 || !isDigit(bytes[to - 1]!)) return undefined;
  let digits = to;
  while (digits > start && isDigit(bytes[digits - 1]!)) digits--;
  const words = digits - openingWords.length;
  if (to - digits > 15 || words < start || !matches(bytes, words, digits, openingWords)) return undefined;
  const before = decodeText(bytes, start, words);
  const kind = before.endsWith('goroutineleak')
    ? 'goroutineleak'
    : before.endsWith('goroutine')
      ? 'goroutine'
      : undefined;
  return kind && { kind, total: readNumber(bytes, digits, to), from: words - kind.length };
}

const otherOpenings = ['threadcreate profile: total ', 'heap profile: ', '--- mutex:', '--- contention:'];

/** Whether a line opens a profile that has the form of debug=1 but does not count goroutines. */
export function opensOtherCounts(bytes: Uint8Array, start: number, end: number): boolean {
  return otherOpenings.some((word) => matches(bytes, start, end, word));
}

export interface Counted {
  readonly count: number;
  /** ` 0x485bee 0x418699`, innermost first. */
  readonly addressText: string;
}

/** `4 @ 0x485bee 0x418699`. */
export function readCounted(text: string): Counted | undefined {
  const at = text.indexOf(' @');
  if (at < 1 || at > 15) return undefined;
  let count = 0;
  for (let i = 0; i < at; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    count = count * 10 + digit;
  }
  for (let i = at + 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isHex(code) && code !== 32 && code !== 120) return undefined;
  }
  return { count, addressText: text.slice(at + 2) };
}

/** The first of the addresses, at most `most`. */
export function readAddresses(addressText: string, most: number): bigint[] {
  const addresses: bigint[] = [];
  for (let at = 0; at < addressText.length && addresses.length < most;) {
    let end = addressText.indexOf(' ', at);
    if (end < 0) end = addressText.length;
    const address = readAddress(addressText, at, end);
    if (address !== undefined) addresses.push(address);
    at = end + 1;
  }
  return addresses;
}

/** `0x4c9766`, in lower case. An address of 13 digits is the longest that a double holds exactly. */
function readAddress(text: string, start: number, end: number): bigint | undefined {
  const digits = end - start - 2;
  if (digits < 1 || digits > 16 || !text.startsWith('0x', start)) return undefined;
  let value = 0;
  for (let at = start + 2; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isHex(code)) return undefined;
    value = value * 16 + (code <= 57 ? code - 48 : code - 87);
  }
  return BigInt(digits <= 13 ? value : text.slice(start, end));
}

/** The label set after `# labels: `; undefined when the line has none. */
export function findLabels(text: string): string | undefined {
  const at = text.indexOf('labels: {');
  return at < 0 || at > 4 ? undefined : text.slice(at + 8);
}

/** What follows the address in the line of a frame; undefined for any other line. */
export function findFrame(text: string): { readonly address: string; readonly rest: string } | undefined {
  let at = text[0] === '#' ? 1 : 0;
  while (isBlank(text[at])) at++;
  if (!text.startsWith('0x', at)) return undefined;
  let end = at + 2;
  while (end < text.length && !isBlank(text[end])) end++;
  const address = text.slice(at, end);
  return /^0x[0-9a-f]{1,16}$/.test(address) ? { address, rest: text.slice(end).trim() } : undefined;
}

/** `name+0x97  path:line`. */
export function readFrame(rest: string): Frame | undefined {
  const plus = findOffset(rest);
  if (plus < 1) return undefined;
  let end = plus + 3;
  while (end < rest.length && !isBlank(rest[end])) end++;
  const location = rest.slice(end).trim();
  const colon = location.lastIndexOf(':');
  const digits = location.slice(colon + 1);
  if (colon < 0 || !/^\d{1,9}$/.test(digits)) return undefined;
  const file = location.slice(0, colon);
  return { function: rest.slice(0, plus), file: file === '?' ? '' : file, line: Number(digits), startLine: 0 };
}

/** The first `+0x…` at the end of a word. */
function findOffset(text: string): number {
  for (let at = text.indexOf('+0x'); at >= 0; at = text.indexOf('+0x', at + 3)) {
    let end = at + 3;
    while (end < text.length && isHex(text.charCodeAt(end))) end++;
    if (end > at + 3 && isBlank(text[end])) return at;
  }
  return -1;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
