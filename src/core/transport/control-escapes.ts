// Line ends that are escaped outside of any quotes: `#012` of rsyslog, `\n` and `\012` in text that lost its quotes.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { findBytes, encodeText } from './byte-text.ts';
import { findMark } from './marks.ts';
import type { Carriage, Transport } from './model.ts';

interface Style {
  readonly name: string;
  /** Escapes with their meanings. The first is the line end. */
  readonly escapes: readonly (readonly [written: string, means: string])[];
}

const styles: readonly Style[] = [
  { name: "syslog's #012 for line ends", escapes: pairs('#012 \n', '#011 \t', '#015 \r', '#033 \x1b') },
  {
    name: 'escaped line ends',
    escapes: pairs('\\n \n', '\\t \t', '\\r \r', '\\" "', '\\u003c <', '\\u003e >', '\\\\ \\'),
  },
  { name: 'escaped line ends', escapes: pairs('\\012 \n', '\\011 \t', '\\015 \r') },
  { name: 'escaped line ends', escapes: pairs('\\x0a \n', '\\x09 \t', '\\x0d \r') },
  { name: 'text of TeamCity', escapes: pairs('|n \n', '|r \r', '|[ [', '|] ]', "|' '", '|| |') },
  { name: 'line ends shown as arrows', escapes: pairs('⏎ \n', '↵ \n', '␤ \n', '␉ \t') },
];

/** `cat -A` and `:set list` of vim show tabs and line ends. */
const carets: Style = { name: 'tabs shown as ^I', escapes: pairs('^I \t', '^M$\n \n', '$\n \n') };
const caret = encodeText('^I');

/** Reads `#012 \n`: the escape, a space, its meaning. */
function pairs(...texts: readonly string[]): (readonly [string, string])[] {
  return texts.map((text) => [text.slice(0, text.indexOf(' ')), text.slice(text.indexOf(' ') + 1)]);
}

export const controlEscapes: Transport = {
  detect: (head) =>
    [
      ...styles.filter(({ escapes }) => endsLines(head, encodeText(escapes[0]![0]))),
      ...(findBytes(head, caret, 0, head.length) < 0 ? [] : [carets]),
    ].map(({ name, escapes }) => undoEscapes(name, escapes)),
};

/** Replaces each escape by its meaning. */
export function undoEscapes(name: string, escapes: Style['escapes']): Carriage {
  const written = escapes.map(([from, to]) => [encodeText(from), encodeText(to)] as const);
  const longest = Math.max(...written.map(([from]) => from.length));
  return {
    name,
    open: (output, line) => {
      const findCut = (text: Uint8Array) => findWhole(text, written);
      return new FilterDecoder(output, line, new CuttingRewriter((text) => undo(text, written), findCut, longest));
    },
  };
}

/** Whether the line that first mentions a goroutine continues after an escaped line end. */
function endsLines(head: Uint8Array, lineEnd: Uint8Array): boolean {
  const mark = findMark(head, 0, head.length);
  if (mark < 0) return false;
  const start = head.lastIndexOf(10, mark) + 1;
  const found = head.indexOf(10, mark);
  const end = found < 0 ? head.length : found;
  const first = findBytes(head, lineEnd, start, end);
  return first >= 0 && findBytes(head, lineEnd, first + 1, end) >= 0;
}

type Written = readonly (readonly [from: Uint8Array, to: Uint8Array])[];

/** The part of the text before an incomplete escape. */
function findWhole(text: Uint8Array, written: Written): number {
  for (let at = 0; at < text.length;) {
    const found = written.find(([from]) => startsAt(text, at, from) && from.length <= text.length - at);
    if (!found && written.some(([from]) => startsAt(text, at, from))) return at;
    at += found?.[0].length ?? 1;
  }
  return text.length;
}

/** Whether an escape begins there, as far as the text reaches. */
function startsAt(text: Uint8Array, at: number, from: Uint8Array): boolean {
  if (from[0] !== text[at]) return false;
  const end = Math.min(from.length, text.length - at);
  for (let i = 1; i < end; i++) if (text[at + i] !== from[i]) return false;
  return true;
}

function undo(text: Uint8Array, written: Written): Uint8Array {
  const plain = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length;) {
    const byte = text[at]!;
    const found = written.find(([from]) => from[0] === byte && from.every((each, i) => text[at + i] === each));
    if (!found) {
      plain[length++] = text[at++]!;
      continue;
    }
    plain.set(found[1], length);
    length += found[1].length;
    at += found[0].length;
  }
  return plain.subarray(0, length);
}
