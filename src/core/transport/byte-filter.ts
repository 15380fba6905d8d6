// Shared by transports that rewrite a text byte by byte in one stream.
import type { Decoder, DecoderOutput, Place } from './model.ts';
import { countLines } from './byte-text.ts';

/** Rewrites text piece by piece. It keeps bytes that it cannot decide yet until the next piece. */
interface Rewriter {
  /** Returns part of a buffer that it may use again. `ended` means that nothing follows. */
  rewrite(piece: Uint8Array, ended: boolean): Uint8Array;
}

export class FilterDecoder implements Decoder {
  carriedLines = 0;
  readonly #output: DecoderOutput;
  readonly #rewriter: Rewriter;
  /** Where the next output begins; undefined where it follows the output before. */
  #place: Place | undefined;
  /** Line number of the next input. */
  #nextLine: number;
  #timeMs: number | undefined;

  constructor(output: DecoderOutput, line: number, rewriter: Rewriter) {
    this.#output = output;
    this.#rewriter = rewriter;
    this.#place = { line, timeMs: undefined };
    this.#nextLine = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place && !this.#follows(place)) {
      this.#hand(this.#rewriter.rewrite(new Uint8Array(0), true));
      this.#place = place;
      this.#nextLine = place.line;
      this.#timeMs = place.timeMs;
    }
    this.#hand(this.#rewriter.rewrite(piece, false));
    const lines = countLines(piece, 0, piece.length);
    this.carriedLines += lines;
    this.#nextLine += lines;
  }

  /** Whether the text continues at the next line. The receiver counts such lines itself, whatever the pieces. */
  #follows({ line, timeMs }: Place): boolean {
    return this.carriedLines > 0 && line === this.#nextLine && timeMs === this.#timeMs;
  }

  finish(): void {
    this.#hand(this.#rewriter.rewrite(new Uint8Array(0), true));
  }

  #hand(text: Uint8Array): void {
    if (text.length === 0) return;
    this.#output.write('', text, this.#place);
    this.#place = undefined;
  }
}

/** Makes a rewriter from a function that takes a whole text. The text is only cut where `findCut` allows it. */
export class CuttingRewriter implements Rewriter {
  #kept: Uint8Array = new Uint8Array(0);
  readonly #rewrite: (text: Uint8Array) => Uint8Array;
  readonly #findCut: (text: Uint8Array) => number;
  readonly #maxKept: number;

  /** `findCut` returns how much of a text can be rewritten without what follows it. */
  constructor(rewrite: (text: Uint8Array) => Uint8Array, findCut: (text: Uint8Array) => number, maxKept: number) {
    this.#rewrite = rewrite;
    this.#findCut = findCut;
    this.#maxKept = maxKept;
  }

  rewrite(piece: Uint8Array, ended: boolean): Uint8Array {
    const text = this.#kept.length === 0 ? piece : joinTwo(this.#kept, piece);
    let cut = ended ? text.length : this.#findCut(text);
    if (text.length - cut > this.#maxKept) cut = text.length;
    this.#kept = text.slice(cut);
    return this.#rewrite(text.subarray(0, cut));
  }
}

function joinTwo(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
