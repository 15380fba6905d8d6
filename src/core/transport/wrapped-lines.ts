// Lines that a terminal, a mail client or a log with short lines has cut in two: joined again where only both together are a line
// of a dump.
import { append, LineDecoder, type Batch } from './line-decoder.ts';
import { nameDumpLine } from './dump-line.ts';
import type { Transport } from './model.ts';

const maxParts = 64;
const maxBytes = 64 * 1024;
/** One line of many is as good as a sign, and no more of them are looked for. */
const maxSearched = 2000;

export const wrappedLines: Transport = {
  detect(head) {
    let before: readonly [start: number, end: number] | undefined;
    for (let at = 0, lines = 0; at < head.length && lines < maxSearched; lines++) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      if (before && joins(head.subarray(before[0], before[1]), head.subarray(at, end))) {
        return [{ name: 'wrapped lines', open: (output, line) => new JoiningDecoder(output, line) }];
      }
      before = [at, end];
      at = end + 1;
    }
    return [];
  },
};

/** The line that two make, if it is one of a dump and one of them alone is none; undefined otherwise. */
function joins(first: Uint8Array, second: Uint8Array): Uint8Array | undefined {
  const kind = nameDumpLine(first, 0, first.length);
  const next = nameDumpLine(second, 0, second.length);
  if (kind === 'blank' || next === 'blank' || next === 'header') return undefined;
  if (kind !== 'other' && next !== 'other') return undefined;
  for (const between of [[], [32]]) {
    const whole = joinLines(first, between, second);
    const joined = nameDumpLine(whole, 0, whole.length);
    if (joined === 'other') continue;
    // A word that stands alone may be a C function, which has no brackets: its location does not belong behind it.
    if (kind === 'other' && next !== 'other' && (next === 'location' || !isOpenName(first))) continue;
    return whole;
  }
  return undefined;
}

/** `shop/cart.(*St`, `shop/cart.St`: the beginning of a Go name. */
function isOpenName(line: Uint8Array): boolean {
  return line.includes(46) || line.includes(47) || line.includes(40);
}

function joinLines(first: Uint8Array, between: readonly number[], second: Uint8Array): Uint8Array {
  let end = first.length;
  if (first[end - 1] === 13) end--;
  const whole = new Uint8Array(end + between.length + second.length);
  whole.set(first.subarray(0, end));
  whole.set(between, end);
  whole.set(second, end + between.length);
  return whole;
}

/** Holds each line back until the next one shows whether it goes on. */
class JoiningDecoder extends LineDecoder {
  readonly #held: Pick<Batch, 'bytes' | 'length'> = { bytes: new Uint8Array(1024), length: 0 };
  #parts = 0;
  /** Line of the input that the held line began in. */
  #heldLine = 0;

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.#parts > 0 && this.#parts < maxParts && this.#held.length < maxBytes) {
      const whole = joins(this.#held.bytes.subarray(0, this.#held.length), bytes.subarray(start, end));
      if (whole) return this.#hold(whole, 0, whole.length, this.#parts + 1);
    }
    this.#release();
    this.#hold(bytes, start, end, 1);
  }

  protected override end(): void {
    this.#release();
  }

  #hold(bytes: Uint8Array, start: number, end: number, parts: number): void {
    this.#held.length = 0;
    append(this.#held, bytes, start, end);
    this.#parts = parts;
    if (parts === 1) this.#heldLine = this.line;
  }

  #release(): void {
    if (this.#parts === 0) return;
    this.carry('', this.#held.bytes, 0, this.#held.length, undefined, this.#heldLine);
    this.carriedLines += this.#parts - 1;
    this.#parts = 0;
  }
}
