// From stored columns to the columns of an answer, series by series.
import type { Band } from '../port.ts';
import type { Axis, PlacedPiece } from './axis.ts';
import type { BandColumn } from './points.ts';

/** One column of each piece, in the order of the pieces; undefined: nothing but `absent` there. */
export type Parts = readonly (BandColumn | undefined)[];

/** `absent` is what a sample means that doesn't mention the series: 0 for counts, NaN for figures. */
export function layOut(axis: Axis, parts: Parts, absent: number): Band {
  const band = axis.isSingle ? layOutSingle(axis, parts, absent) : layOutSeveral(axis, parts, absent);
  const { lead } = axis;
  if (lead === 0) return band;
  const last = band.last.subarray(lead);
  return band.last === band.most
    ? { last, least: last, most: last }
    : { last, least: band.least.subarray(lead), most: band.most.subarray(lead) };
}

function layOutSingle(axis: Axis, parts: Parts, absent: number): Band {
  const values = new Float64Array(axis.timesMs.length).fill(absent);
  for (const [number, part] of parts.entries()) {
    const piece = axis.pieces[number];
    if (part === undefined || piece === undefined) continue;
    copy(piece, part.last, values);
  }
  repeat(axis, values, values);
  return { last: values, least: values, most: values };
}

function copy({ places }: PlacedPiece, from: Float64Array, to: Float64Array): void {
  for (let index = 0; index < places.length; index++) {
    const place = places[index] ?? -1;
    if (place >= 0) to[place] = from[index] ?? NaN;
  }
}

function layOutSeveral(axis: Axis, parts: Parts, absent: number): Band {
  const count = axis.timesMs.length;
  const last = new Float64Array(count).fill(absent);
  const [least, most] = borrowScratch(count);
  for (const [number, piece] of axis.pieces.entries()) {
    fillRuns(piece, parts[number], absent, last, least, most);
  }
  let isLevel = true;
  for (let place = 0; place < count; place++) {
    // Where every sample lacked the figure, nothing was compared.
    const low = least[place] as number;
    if (low === Infinity) least[place] = most[place] = last[place] as number;
    else if (low !== most[place]) isLevel = false;
  }
  repeat(axis, last, last);
  if (isLevel) return { last, least: last, most: last };
  repeat(axis, last, least);
  repeat(axis, last, most);
  return { last, least: least.slice(), most: most.slice() };
}

let scratch: readonly [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];

/** Most series don't move within a step: room for their least and most is used again for the next. */
function borrowScratch(count: number): readonly [least: Float64Array, most: Float64Array] {
  if (scratch[0].length < count) scratch = [new Float64Array(count), new Float64Array(count)];
  return [scratch[0].subarray(0, count).fill(Infinity), scratch[1].subarray(0, count).fill(-Infinity)];
}

function fillRuns(
  { runs }: PlacedPiece,
  part: BandColumn | undefined,
  absent: number,
  last: Float64Array,
  least: Float64Array,
  most: Float64Array,
): void {
  if (part === undefined) return fillAbsent(runs, absent, least, most);
  const { last: values, least: lows, most: highs } = part;
  for (let at = 0; at < runs.length; at += 4) {
    const place = runs[at] as number;
    const end = runs[at + 2] as number;
    const newest = runs[at + 3] as number;
    let lowest = least[place] as number;
    let highest = most[place] as number;
    for (let index = runs[at + 1] as number; index < end; index++) {
      const low = lows[index] as number;
      const high = highs[index] as number;
      if (low < lowest) lowest = low;
      if (high > highest) highest = high;
    }
    least[place] = lowest;
    most[place] = highest;
    if (newest >= 0) last[place] = values[newest] as number;
  }
}

function fillAbsent(runs: Int32Array, absent: number, least: Float64Array, most: Float64Array): void {
  // A figure that is missing says nothing about the others.
  if (Number.isNaN(absent)) return;
  for (let at = 0; at < runs.length; at += 4) {
    const place = runs[at] as number;
    least[place] = Math.min(least[place] as number, absent);
    most[place] = Math.max(most[place] as number, absent);
  }
}

/** A step without a sample repeats the newest value before it, or has none. */
function repeat({ held, gaps }: Axis, last: Float64Array, into: Float64Array): void {
  for (const [index, source] of held) into[index] = last[source] ?? NaN;
  for (const index of gaps) into[index] = NaN;
}

/** What each life gained from its first sample in the range to its last, summed. */
export function sumChange(axis: Axis, parts: Parts): number {
  let change = 0;
  for (const { first, last } of axis.lives) {
    change += (parts[last.piece]?.last[last.index] ?? 0) - (parts[first.piece]?.last[first.index] ?? 0);
  }
  return change;
}
