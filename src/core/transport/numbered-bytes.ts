// Bytes that are written as numbers: Go's `%v` and `%x` of a []byte, and journald's JSON of text with colours. Each run
// becomes a quoted text, as if the record had held one.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { decodeText, encodeText } from './byte-text.ts';
import { speaksOfGoroutines } from './marks.ts';
import type { Transport } from './model.ts';

/** A dump of some hundred kilobytes takes four times its size. */
const maxRunBytes = 1024 * 1024;
const decimals = /\[\d{1,3}(?:[ ,] ?\d{1,3}){15,}\]/g;
const hexadecimals = /(?<![0-9a-fA-F])(?:[0-9a-f]{2} ?){40,}/g;

export const numberedBytes: Transport = {
  detect(head) {
    const text = decodeText(head, 0, head.length);
    // The end of the head may cut a run.
    const runs = [
      ...(text.match(decimals) ?? []),
      ...(`${text}]`.match(decimals) ?? []),
      ...(text.match(hexadecimals) ?? []),
    ];
    const isDump = runs.some((run) => {
      const bytes = readNumbers(run);
      return bytes !== undefined && speaksOfGoroutines(bytes, 0, bytes.length);
    });
    if (!isDump) return [];
    return [
      {
        name: 'bytes written as numbers',
        open: (output, line) => new FilterDecoder(output, line, new CuttingRewriter(undo, findCut, maxRunBytes)),
      },
    ];
  },
};

function undo(text: Uint8Array): Uint8Array {
  return encodeText(decodeText(text, 0, text.length).replace(decimals, quote).replace(hexadecimals, quote));
}

/** A run stands in one line. */
function findCut(text: Uint8Array): number {
  return text.lastIndexOf(10) + 1;
}

function quote(run: string): string {
  const bytes = readNumbers(run);
  return bytes === undefined ? run : JSON.stringify(decodeText(bytes, 0, bytes.length));
}

/** Undefined where a number is no byte. */
function readNumbers(run: string): Uint8Array | undefined {
  if (!run.startsWith('[')) return Uint8Array.from(run.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const numbers = run.slice(1, -1).split(/[ ,]+/).map(Number);
  return numbers.some((number) => number > 255) ? undefined : Uint8Array.from(numbers);
}
