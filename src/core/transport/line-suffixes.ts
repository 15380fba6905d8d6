// Lines with something behind each: a pod's name, a closing quote, a counter. It is learned from the lines that open goroutines.
import { skipBlanks, spells, trimEnd } from './byte-text.ts';
import { findDumpWord, findStateEnd } from './dump-word.ts';
import { LineDecoder } from './line-decoder.ts';
import { LineShape } from './line-shape.ts';
import type { DecoderOutput, Transport } from './model.ts';

const maxShapes = 8;
const maxSuffixBytes = 256;

export const lineSuffixes: Transport = {
  detect(head) {
    const shapes: LineShape[] = [];
    for (let at = 0; at < head.length && shapes.length < maxShapes;) {
      const found = head.indexOf(10, at);
      const lineEnd = found < 0 ? head.length : found;
      const end = trimEnd(head, at, lineEnd);
      const from = findSuffix(head, at, end);
      if (from >= 0 && end - from <= maxSuffixBytes && !shapes.some((shape) => shape.skip(head, from, end) === end)) {
        shapes.push(new LineShape(head, from, end));
      }
      at = lineEnd + 1;
    }
    if (shapes.length === 0) return [];
    return [{ name: 'lines with a suffix', open: (output, line) => new SuffixDecoder(output, line, shapes) }];
  },
};

/** Where something begins behind the header of a goroutine; -1 when nothing does. */
function findSuffix(bytes: Uint8Array, start: number, end: number): number {
  const from = skipBlanks(bytes, start, end);
  if (findDumpWord(bytes, from, end) !== from || !spells(bytes, from, end, 'goroutine ')) return -1;
  const stateEnd = findStateEnd(bytes, from, end);
  return stateEnd > 0 && stateEnd < end ? stateEnd : -1;
}

class SuffixDecoder extends LineDecoder {
  readonly #shapes: readonly LineShape[];

  constructor(output: DecoderOutput, line: number, shapes: readonly LineShape[]) {
    super(output, line);
    this.#shapes = shapes;
  }

  protected takeLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = trimEnd(bytes, start, lineEnd);
    for (const shape of this.#shapes) {
      const from = shape.skipBack(bytes, start, end);
      if (from >= 0) return this.carry('', bytes, start, from);
    }
    this.carry('', bytes, start, end);
  }
}
