// Joins lines that a terminal, a mail client or a log with short lines has wrapped. They are joined only where all
// parts together form a dump line.
import { nameDumpLine } from './dump-line.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';
import { decodeText, join, skipBlanks } from './byte-text.ts';

/** Parts of one line: a call with thirty arguments at 80 columns. */
const maxParts = 12;
/** One wrapped line is sign enough, so the search ends after this many lines. */
const maxSearched = 500;

export const wrappedLines: Transport = {
  detect(head) {
    const parts: Uint8Array[] = [];
    for (let at = 0, lines = 0; at < head.length && lines < maxSearched; lines++) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      parts.push(head.subarray(at, end));
      if (parts.length > 3) parts.shift();
      if (joinParts(parts.slice(-2)) || (parts.length === 3 && joinParts(parts))) {
        return [{ name: 'wrapped lines', open: (output, line) => new JoiningDecoder(output, line) }];
      }
      at = end + 1;
    }
    return [];
  },
};

/** The dump line that the parts form, if the parts alone are none; undefined otherwise. */
function joinParts(parts: readonly Uint8Array[]): Uint8Array | undefined {
  const [first, ...others] = parts;
  if (!first || others.length === 0 || others.some(opensGoroutine)) return undefined;
  const kind = nameDumpLine(first, 0, first.length);
  const next = nameDumpLine(others[0]!, 0, others[0]!.length);
  if (kind === 'blank' || next === 'blank' || next === 'header' || (kind !== 'other' && next !== 'other'))
    return undefined;
  // A single word may be a C function, which has no brackets. Its location must not be joined to it.
  const isRow = first[0] === 35;
  if (kind === 'other' && next !== 'other' && ((next === 'location' && !isRow) || !isOpenName(first))) return undefined;
  for (const between of [[], [32]]) {
    const whole = join(
      parts.flatMap((part, index) => (index === 0 ? [cutReturn(part)] : [Uint8Array.from(between), part])),
    );
    if (nameDumpLine(whole, 0, whole.length) !== 'other') return whole;
  }
  return undefined;
}

function opensGoroutine(line: Uint8Array): boolean {
  const from = skipBlanks(line, 0, line.length);
  return /^\[?[Gg]oroutine \d/.test(decodeText(line, from, Math.min(line.length, from + 20)));
}

/** `shop/cart.(*St`, `shop/cart.St`: the beginning of a Go name. */
function isOpenName(line: Uint8Array): boolean {
  return line.includes(46) || line.includes(47) || line.includes(40);
}

function cutReturn(line: Uint8Array): Uint8Array {
  return line[line.length - 1] === 13 ? line.subarray(0, -1) : line;
}

interface Part {
  readonly text: Uint8Array;
  readonly line: number;
}

/** Holds lines back until the following lines show whether they continue. */
class JoiningDecoder extends LineDecoder {
  #held: Part[] = [];

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    this.#add({ text: bytes.slice(start, end), line: this.line });
  }

  protected override end(): void {
    for (const part of this.#held.splice(0)) this.#carryPart(part);
  }

  #add(part: Part): void {
    const [first] = this.#held;
    if (first) {
      const whole = joinParts([...this.#held, part].map(({ text }) => text));
      if (whole) {
        this.carriedLines += this.#held.length;
        this.#held = [{ text: whole, line: first.line }];
        return;
      }
      const goesOn = this.#held.length < maxParts && isPart(first.text) && isPart(part.text) && isOpenName(first.text);
      if (!goesOn) return this.#retry(part);
    }
    this.#held.push(part);
  }

  /** The first held line is complete by itself. The others may still belong together. */
  #retry(part: Part): void {
    const [first, ...others] = this.#held;
    this.#held = [];
    if (first) this.#carryPart(first);
    for (const each of [...others, part]) this.#add(each);
  }

  #carryPart({ text, line }: Part): void {
    this.carry('', text, 0, text.length, undefined, line);
  }
}

function isPart(line: Uint8Array): boolean {
  return nameDumpLine(line, 0, line.length) === 'other';
}
