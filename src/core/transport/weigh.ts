// Decides how a text is carried: each transport that shows a sign undoes the head of the text, and the one that makes most sense
// of it is taken. What makes sense is for the reader of the text to say. Order decides nothing but ties.
import type { Carriage, DecoderOutput } from './model.ts';
import { transports } from './list.ts';

/** What a text says, as far as it has to be known here. */
export interface TextSense {
  /** How much sense a text makes, in points: some for each line that belongs to a dump, less for each that does not. */
  readonly score: (text: Uint8Array) => number;
  /** Whether a text is plainly a dump from its very first line on, so that nothing has to be weighed. */
  readonly isPlain: (text: Uint8Array) => boolean;
}

/** Transports in one another: a record's field that holds an escaped one, in a log with prefixes, in a web page. */
export const maxDepth = 5;
/** Another way has to make more sense than the text itself by this much. */
const margin = 1;

/** The way that makes most sense of `head`; undefined when the text itself does, or nothing makes any. */
export function weighHead(
  head: Uint8Array,
  sense: TextSense,
  depth = 0,
): { readonly carriage: Carriage | undefined; readonly points: number } {
  let best: { carriage: Carriage | undefined; points: number } = { carriage: undefined, points: sense.score(head) };
  if (depth >= maxDepth || sense.isPlain(head)) return best;
  for (const transport of transports) {
    for (const carriage of transport.detect(head)) {
      let points = 0;
      for (const text of decodeHead(carriage, head)) points += weighHead(text, sense, depth + 1).points;
      if (points > best.points + margin) best = { carriage, points };
    }
  }
  return best;
}

function decodeHead(carriage: Carriage, head: Uint8Array): readonly Uint8Array[] {
  const streams = new Map<string, Uint8Array[]>();
  const output: DecoderOutput = {
    write: (stream, text) => {
      const pieces = streams.get(stream) ?? [];
      streams.set(stream, pieces);
      pieces.push(text.slice());
    },
    leave: () => {},
  };
  const decoder = carriage.open(output, 1);
  decoder.push(head);
  decoder.finish();
  return [...streams.values()].map(join);
}

export function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
