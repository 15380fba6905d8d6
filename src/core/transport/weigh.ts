// Decides how a text is carried: each transport that shows a sign undoes the head of the text, and the one that makes most sense
// of it is taken. What makes sense is for the reader of the text to say. Order decides nothing but ties.
import { findMark } from './marks.ts';
import { join } from './byte-text.ts';
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

export interface Weighed {
  /** Undefined when the text itself makes most sense, or nothing makes any. */
  readonly carriage: Carriage | undefined;
  readonly points: number;
  /** Nothing is left to be undone. */
  readonly isPlain: boolean;
}

/** A header of a goroutine has as many points. */
const pointsPerMark = 3;
/** What comes out of a transport is known by its first part. */
const innerBytes = 16 * 1024;

/** The way that makes most sense of `head`. */
export function weighHead(head: Uint8Array, sense: TextSense, depth = 0): Weighed {
  const isPlain = sense.isPlain(head);
  let best: Weighed = { carriage: undefined, points: sense.score(head), isPlain };
  if (depth >= maxDepth || isPlain) return best;
  const allMarks = countMarks(head) * pointsPerMark;
  for (const transport of transports) {
    for (const carriage of transport.detect(head)) {
      const found = weighCarriage(carriage, head, sense, depth);
      if (found.points > best.points + margin) best = found;
      // Everything that speaks of goroutines is read, and nothing else is left: no other way makes more of it.
      if (best.isPlain && best.points >= allMarks) return best;
    }
  }
  return best;
}

function weighCarriage(carriage: Carriage, head: Uint8Array, sense: TextSense, depth: number): Weighed {
  let points = 0;
  let isPlain = true;
  for (const text of decodeHead(carriage, head)) {
    const inner = weighHead(text.subarray(0, depth === 0 ? text.length : innerBytes), sense, depth + 1);
    points += inner.points;
    isPlain &&= inner.isPlain;
  }
  return { carriage, points, isPlain };
}

function countMarks(head: Uint8Array): number {
  let marks = 0;
  for (let at = findMark(head, 0, head.length); at >= 0; at = findMark(head, at + 1, head.length)) marks++;
  return marks;
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
