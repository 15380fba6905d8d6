// Lines with a prefix each: a timestamp, a process, a container. The prefix is learned from the lines that open
// goroutines. Interleaved lines of several processes become several streams.
import { skipBlanks, matches } from './byte-text.ts';
import { findDumpWord } from './dump-word.ts';
import { LineDecoder } from './line-decoder.ts';
import { LineShape } from './line-shape.ts';
import type { Carriage, DecoderOutput, Transport } from './model.ts';
import { findIdentities, streamName, type Identities, type Span } from './stream-identity.ts';

/** The most prefix shapes that are learned from one text. */
const maxShapes = 64;
/** Longer text before a dump is not a prefix. */
const maxPrefixBytes = 512;

export const prefixedLines: Transport = {
  detect(head) {
    const openings = findOpenings(head);
    if (openings.length === 0) return [];
    const identities = findIdentities(head, openings);
    const known = listShapes(head, openings, identities);
    return [carriage(known, identities, false), carriage(known, identities, true)];
  },
};

/**
 * With `others`, lines without a prefix belong to the line before them. Some loggers write a message of many lines so.
 */
function carriage(known: readonly NamedShape[], identities: Identities, others: boolean): Carriage {
  return {
    name: 'lines with a prefix',
    open: (output, line) => new PrefixDecoder(output, line, known, identities, others),
  };
}

/** The prefixes of the lines that open goroutines. */
function findOpenings(head: Uint8Array): readonly Span[] {
  const openings: Span[] = [];
  for (let at = 0; at < head.length;) {
    const found = head.indexOf(10, at);
    const end = found < 0 ? head.length : found;
    const prefixEnd = findPrefixEnd(head, at, end);
    if (prefixEnd > 0) openings.push([at, prefixEnd]);
    at = end + 1;
  }
  return openings;
}

interface NamedShape {
  readonly shape: LineShape;
  readonly stream: string;
}

/** One shape per kind of prefix, so that lines before the first goroutine are recognised too. */
function listShapes(head: Uint8Array, openings: readonly Span[], identities: Identities): readonly NamedShape[] {
  const known: NamedShape[] = [];
  for (const [start, end] of openings) {
    if (known.length === maxShapes) break;
    if (known.some(({ shape }) => shape.skip(head, start, end) === end)) continue;
    known.push({ shape: new LineShape(head, start, end), stream: streamName(identities, head, start, end) });
  }
  return known;
}

/** Where the prefix of a line that opens a goroutine ends; -1 when it has none. */
function findPrefixEnd(bytes: Uint8Array, start: number, end: number): number {
  // A label's value may hold any text.
  if (matches(bytes, start, end, '# labels: {')) return -1;
  const word = findDumpWord(bytes, start, Math.min(end, start + maxPrefixBytes + 200));
  if (word < 0 || word - start > maxPrefixBytes || skipBlanks(bytes, start, word) === word) return -1;
  // goleak's bracket belongs to its sentence. An indentation belongs to the text, except for one blank.
  let from = bytes[word] === 71 && bytes[word - 1] === 91 ? word - 1 : word;
  if (skipBlanks(bytes, start, from) === from) return -1;
  while (isBlank(bytes[from - 1]!) && isBlank(bytes[from - 2]!)) from--;
  return from;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

class PrefixDecoder extends LineDecoder {
  readonly #known: NamedShape[];
  /** The shape of the last line's prefix. */
  #last: NamedShape | undefined;
  #stream: string;
  readonly #identities: Identities;
  readonly #others: boolean;

  constructor(
    output: DecoderOutput,
    line: number,
    known: readonly NamedShape[],
    identities: Identities,
    others: boolean,
  ) {
    super(output, line);
    this.#known = [...known];
    this.#last = known[0];
    this.#stream = known[0]?.stream ?? '';
    this.#identities = identities;
    this.#others = others;
  }

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const behind = this.#skipKnown(bytes, start, end);
    if (behind >= 0) return this.carry(this.#stream, bytes, behind, end, [start, end]);
    const prefixEnd = findPrefixEnd(bytes, start, end);
    if (prefixEnd > 0 && this.#known.length < maxShapes) {
      this.#stream = streamName(this.#identities, bytes, start, prefixEnd);
      this.#last = { shape: new LineShape(bytes, start, prefixEnd), stream: this.#stream };
      this.#known.push(this.#last);
      return this.carry(this.#stream, bytes, prefixEnd, end, [start, end]);
    }
    if (this.#others) this.carry(this.#stream, bytes, start, end);
    else this.leave(bytes, start, end);
  }

  /** Index after the prefix of a line that has one of the shapes; -1 for any other. Notes the line's stream. */
  #skipKnown(bytes: Uint8Array, start: number, end: number): number {
    let behind = this.#last?.shape.skip(bytes, start, end) ?? -1;
    for (let i = 0; behind < 0 && i < this.#known.length; i++) {
      behind = this.#known[i]!.shape.skip(bytes, start, end);
      if (behind >= 0) this.#last = this.#known[i];
    }
    if (behind < 0) return -1;
    const { slots } = this.#identities;
    this.#stream = slots.size > 0 ? streamName(this.#identities, bytes, start, behind) : (this.#last?.stream ?? '');
    return behind;
  }
}
