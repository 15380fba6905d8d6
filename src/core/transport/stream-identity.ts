// Finds the process of a log line where only a number in its prefix differs: `web-1 |` and `web-2 |`, `shop[7]:` and
// `shop[8]:`. A number that returns after another one names a process. A number that only grows is a time or counter.
import { decodeText, isDigit } from './byte-text.ts';

/** Prefixes by their letters, each with the positions of the numbers that name a process. */
export interface Identities {
  readonly slots: ReadonlyMap<string, ReadonlySet<number>>;
}

const maxPrefixBytes = 512;
/** A time of daemontools, in hexadecimal digits. */
const tai64 = /^@[0-9a-f]{16,24}/;

/** From the first byte to after the last one. */
export type Span = readonly [start: number, end: number];

/** `prefixes` are those of the lines that open goroutines. */
export function findIdentities(head: Uint8Array, prefixes: readonly Span[]): Identities {
  const shapes = new Map<string, { readonly parts: readonly string[]; readonly values: string[][] }>();
  const openings = prefixes.map(([start, end]) => decodeText(head, start, end));
  for (const opening of openings) {
    const key = lettersOf(opening);
    if (!shapes.has(key)) shapes.set(key, { parts: key.split('0'), values: [] });
  }
  eachLine(head, (start, end) => {
    const line = decodeText(head, start, Math.min(end, start + maxPrefixBytes));
    for (const { parts, values } of shapes.values()) {
      const numbers = readNumbers(line, parts);
      if (numbers) values.push(numbers);
    }
  });
  const slots = new Map<string, ReadonlySet<number>>();
  for (const [key, { parts, values }] of shapes) {
    const times = findTimes(openings.find((opening) => lettersOf(opening) === key) ?? '', parts.length - 1);
    const found = new Set<number>();
    for (let slot = 0; slot < parts.length - 1; slot++) {
      if (!times.has(slot) && comesBack(values.map((numbers) => numbers[slot]!))) found.add(slot);
    }
    if (found.size > 0) slots.set(key, found);
  }
  return { slots };
}

/** The name of a line's stream: its prefix without the numbers that do not name a process. */
export function streamName({ slots }: Identities, bytes: Uint8Array, start: number, end: number): string {
  const prefix = decodeText(bytes, start, end).replace(tai64, '');
  const named = slots.size === 0 ? undefined : slots.get(lettersOf(prefix));
  let slot = 0;
  return prefix
    .replace(/\d+/g, (digits) => (named?.has(slot++) ? digits : ''))
    .replace(/[^\w/.-]+/g, ' ')
    .replace(/(?<=^|\s)[-.:/TZ]+(?=\s|$)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function lettersOf(prefix: string): string {
  return prefix.replace(/\d+/g, '0').replace(/ +/g, ' ');
}

/** The numbers of a line with these letters between them; undefined for any other line. */
function readNumbers(line: string, parts: readonly string[]): string[] | undefined {
  const numbers: string[] = [];
  const text = line.replace(/ +/g, ' ');
  if (!text.startsWith(parts[0]!)) return undefined;
  let at = parts[0]!.length;
  for (const part of parts.slice(1)) {
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === at || !text.startsWith(part, end)) return undefined;
    numbers.push(text.slice(at, end));
    at = end + part.length;
  }
  return numbers;
}

const times =
  /\d{1,4}[-/]\d\d[-/]\d\d(?:[T ]+\d\d:\d\d:\d\d)?(?:[.,]\d+)?|\d{1,2}:\d\d:\d\d(?:[.,]\d+)?|(?<![\d.])\d{10,19}(?:\.\d+)?|\d+\.\d{6,}/g;

/** Which numbers of a prefix belong to a time. */
function findTimes(prefix: string, numbers: number): ReadonlySet<number> {
  const found = new Set<number>();
  const spans = [...prefix.matchAll(times)].map(({ 0: text, index }) => [index, index + text.length] as const);
  let slot = 0;
  for (const { index } of prefix.matchAll(/\d+/g)) {
    if (spans.some(([from, to]) => index >= from && index < to)) found.add(slot);
    slot++;
    if (slot >= numbers) break;
  }
  return found;
}

/** Whether a value occurs again after another one, and there are few values. */
function comesBack(values: readonly string[]): boolean {
  const distinct = new Set(values);
  if (distinct.size < 2 || distinct.size > 64) return false;
  const left = new Set<string>();
  let last: string | undefined;
  for (const value of values) {
    if (value === last) continue;
    if (left.has(value)) return true;
    if (last !== undefined) left.add(last);
    last = value;
  }
  return false;
}

function eachLine(bytes: Uint8Array, take: (start: number, end: number) => void): void {
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    take(at, end);
    at = end + 1;
  }
}
