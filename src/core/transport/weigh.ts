// Decides how a text is carried. Each transport that may apply undoes the head of the text, and the one that makes the
// most sense of it wins. The reader of the text judges the sense. Order only breaks ties.
import { findMark } from './marks.ts';
import { join } from './byte-text.ts';
import type { Carriage, DecoderOutput } from './model.ts';
import { transports } from './list.ts';

/** The facts about the meaning of a text that the decision needs. */
export interface TextSense {
  /** How much sense a text makes, in points. Each line of a dump adds points, and each other line subtracts some. */
  readonly score: (text: Uint8Array) => number;
  /** Whether a text is plainly a dump from its first line, so that nothing has to be compared. */
  readonly isPlain: (text: Uint8Array) => boolean;
}

/** Nested transports: an escaped field in a record, in a log with prefixes, in a web page. */
export const maxDepth = 5;
/** A transport must score better than the text itself by this much. */
const margin = 1;

interface Weighed {
  /** Undefined when the text itself makes the most sense, or nothing makes any. */
  readonly carriage: Carriage | undefined;
  readonly points: number;
  /** Nothing is left to undo. */
  readonly isPlain: boolean;
  /** No line was left out. */
  readonly isWhole: boolean;
}

/** The points that the header of a goroutine earns. */
const pointsPerMark = 3;
/** The first part of a decoded text is enough to recognise what carries it in turn. */
const innerBytes = 16 * 1024;

/** The transport that makes the most sense of `head`. */
export function weighHead(head: Uint8Array, sense: TextSense, depth = 0): Weighed {
  const isPlain = sense.isPlain(head);
  const points = sense.score(head);
  const unchanged: Weighed = { carriage: undefined, points, isPlain, isWhole: true };
  if (depth >= maxDepth || isPlain) return unchanged;
  const opening = depth === 0 ? head : head.subarray(0, innerBytes);
  if (opening.length === head.length) return weighCarriages(head, sense, depth, unchanged);
  // Scores are comparable only where they are those of the same text.
  const own = sense.score(opening);
  const best = weighCarriages(opening, sense, depth, { ...unchanged, points: own });
  return best.carriage ? { ...best, points: best.points + points - own } : unchanged;
}

/** `unchanged` is the text as it is. */
function weighCarriages(head: Uint8Array, sense: TextSense, depth: number, unchanged: Weighed): Weighed {
  let best = unchanged;
  const allMarks = countMarks(head) * pointsPerMark;
  for (const transport of Object.values(transports)) {
    for (const carriage of transport.detect(head)) {
      const found = weighCarriage(carriage, head, sense, depth);
      if (carriage.isCertain && found.points > 0) return found;
      const isBetter = found.points > best.points + margin;
      // Of two that make the same sense, the one that leaves nothing to undo is right.
      // A page's last tag is an example of something left to undo.
      const isCleaner = found.isPlain && found.isWhole && !best.isPlain && found.points >= Math.max(1, best.points);
      if (isBetter || isCleaner) best = found;
      // Everything that mentions goroutines is read and nothing is left, so nothing can score better.
      if (best.isPlain && best.points >= allMarks) return best;
    }
  }
  return best;
}

function weighCarriage(carriage: Carriage, head: Uint8Array, sense: TextSense, depth: number): Weighed {
  let points = 0;
  let isPlain = true;
  const { texts, isWhole } = decodeHead(carriage, head);
  for (const text of texts) {
    const inner = weighHead(text, sense, depth + 1);
    points += inner.points;
    isPlain &&= inner.isPlain;
  }
  return { carriage, points, isPlain, isWhole };
}

function countMarks(head: Uint8Array): number {
  let marks = 0;
  for (let at = findMark(head, 0, head.length); at >= 0; at = findMark(head, at + 1, head.length)) marks++;
  return marks;
}

function decodeHead(
  carriage: Carriage,
  head: Uint8Array,
): { readonly texts: readonly Uint8Array[]; readonly isWhole: boolean } {
  let isWhole = true;
  const streams = new Map<string, Uint8Array[]>();
  const output: DecoderOutput = {
    write: (stream, text) => {
      const pieces = streams.get(stream) ?? [];
      streams.set(stream, pieces);
      pieces.push(text.slice());
    },
    leave: () => {
      isWhole = false;
    },
  };
  const decoder = carriage.open(output, 1);
  decoder.push(head);
  decoder.finish();
  return { texts: [...streams.values()].map(join), isWhole };
}
