// Builds the columns of an answer from stored columns, series by series.
import type { Band } from '../port.ts';
import type { Axis, PlacedPiece } from './axis.ts';
import type { BandColumn } from './points.ts';

/** One column per piece, in order; undefined if all its values are `absent`. */
export type Parts = readonly (BandColumn | undefined)[];

/** Builds one series. `absent` is the value of a sample without this series: 0 for counts, NaN for figures. */
export function layOut(axis: Axis, parts: Parts, absent: number): Band {
  const band = layOutWhole(axis, parts, absent);
  const { lead } = axis;
  if (lead === 0) return band;
  const last = band.last.subarray(lead);
  return band.last === band.most
    ? { last, least: last, most: last }
    : { last, least: band.least.subarray(lead), most: band.most.subarray(lead) };
}

function layOutWhole(axis: Axis, parts: Parts, absent: number): Band {
  const level = findLevel(axis, parts);
  if (level !== undefined) {
    const values = axis.levels.get(level) ?? layOutLevel(axis, level, absent);
    axis.levels.set(level, values);
    return { last: values, least: values, most: values };
  }
  const last = new Float64Array(axis.timesMs.length).fill(absent);
  for (const [number, part] of parts.entries()) {
    const piece = axis.pieces[number];
    if (part && piece) copyNewest(piece, part.last, last);
  }
  const [least, most] = compareCrowded(axis, parts, absent, last);
  repeat(axis, last, last);
  if (axis.crowded.every((place) => least[place] === most[place])) return { last, least: last, most: last };
  return { last, least: patch(last, least, axis.crowded), most: patch(last, most, axis.crowded) };
}

/** The value of all samples if it is constant. */
function findLevel({ pieces }: Axis, parts: Parts): number | undefined {
  const level = parts[0]?.level;
  if (level === undefined || parts.length !== pieces.length) return undefined;
  for (let number = 1; number < parts.length; number++) if (parts[number]?.level !== level) return undefined;
  return level;
}

function layOutLevel(axis: Axis, level: number, absent: number): Float64Array {
  const last = new Float64Array(axis.timesMs.length).fill(absent);
  for (const { stretches } of axis.pieces) {
    for (let at = 0; at < stretches.length; at += 3) {
      const place = stretches[at + 1] as number;
      last.fill(level, place, place + (stretches[at + 2] as number));
    }
  }
  repeat(axis, last, last);
  return last;
}

/** From this length on, copying a run at once is faster. */
const longStretch = 16;

function copyNewest({ stretches }: PlacedPiece, from: Float64Array, to: Float64Array): void {
  for (let at = 0; at < stretches.length; at += 3) {
    const index = stretches[at] as number;
    const place = stretches[at + 1] as number;
    const count = stretches[at + 2] as number;
    if (count >= longStretch) to.set(from.subarray(index, index + count), place);
    else for (let step = 0; step < count; step++) to[place + step] = from[index + step] as number;
  }
}

/** Computes minimum and maximum of points with several samples. Other entries of the lists are undefined. */
function compareCrowded(axis: Axis, parts: Parts, absent: number, last: Float64Array): Scratch {
  const [least, most] = borrowScratch(last.length);
  for (const place of axis.crowded) {
    least[place] = Infinity;
    most[place] = -Infinity;
  }
  for (const [number, { runs }] of axis.pieces.entries()) {
    const part = parts[number];
    if (part) compareRuns(runs, part, least, most);
    else compareAbsent(runs, absent, least, most);
  }
  for (const place of axis.crowded) {
    // Every sample of the point lacks the figure, so nothing was compared.
    if (least[place] === Infinity) least[place] = most[place] = last[place] as number;
  }
  return [least, most];
}

function compareRuns(runs: Int32Array, part: BandColumn, least: Float64Array, most: Float64Array): void {
  for (let at = 0; at < runs.length; at += 3) {
    const place = runs[at] as number;
    const end = runs[at + 2] as number;
    let lowest = least[place] as number;
    let highest = most[place] as number;
    for (let index = runs[at + 1] as number; index < end; index++) {
      const low = part.least[index] as number;
      const high = part.most[index] as number;
      if (low < lowest) lowest = low;
      if (high > highest) highest = high;
    }
    least[place] = lowest;
    most[place] = highest;
  }
}

function compareAbsent(runs: Int32Array, absent: number, least: Float64Array, most: Float64Array): void {
  // A missing figure does not change minimum and maximum.
  if (Number.isNaN(absent)) return;
  for (let at = 0; at < runs.length; at += 3) {
    const place = runs[at] as number;
    least[place] = Math.min(least[place] as number, absent);
    most[place] = Math.max(most[place] as number, absent);
  }
}

function patch(last: Float64Array, values: Float64Array, crowded: readonly number[]): Float64Array {
  const patched = last.slice();
  for (const place of crowded) patched[place] = values[place] as number;
  return patched;
}

type Scratch = readonly [least: Float64Array, most: Float64Array];

/** Work space of one synchronous call. Nothing is kept in it between calls. */
let scratch: Scratch = [new Float64Array(0), new Float64Array(0)];

/** Reuses its arrays for each series, because most series turn out to be constant within each step. */
function borrowScratch(count: number): Scratch {
  if (scratch[0].length < count) scratch = [new Float64Array(count), new Float64Array(count)];
  return scratch;
}

/** Fills steps without a sample: they repeat the newest earlier value or stay empty. */
function repeat({ held, gaps }: Axis, last: Float64Array, into: Float64Array): void {
  for (const [index, source] of held) into[index] = last[source] ?? NaN;
  for (const index of gaps) into[index] = NaN;
}

export interface Gain {
  /** NaN if the count is nowhere known. */
  readonly change: number;
  /** Total duration between the counts that are compared. */
  readonly knownMs: number;
}

/** The gain of each life from its first known count in the range to its last, summed. */
export function sumGain(axis: Axis, parts: Parts): Gain {
  let change = 0;
  let knownMs = 0;
  let isKnown = axis.lives.length === 0;
  for (const { life, first, last, firstMs, lastMs } of axis.lives) {
    const begin = parts[first.piece]?.last[first.index] ?? 0;
    const end = parts[last.piece]?.last[last.index] ?? 0;
    const gain = Number.isNaN(end - begin)
      ? findKnownGain(axis, parts, life)
      : { change: end - begin, knownMs: lastMs - firstMs };
    if (gain === undefined) continue;
    isKnown = true;
    change += gain.change;
    knownMs += gain.knownMs;
  }
  return { change: isKnown ? change : NaN, knownMs };
}

/** Undefined if no count of the life is known. */
function findKnownGain(axis: Axis, parts: Parts, life: number): Gain | undefined {
  let first: { readonly atMs: number; readonly count: number } | undefined;
  let last: typeof first;
  for (const [number, { points, places }] of axis.pieces.entries()) {
    for (const [index, place] of places.entries()) {
      const count = parts[number]?.last[index] ?? 0;
      if (place < axis.lead || points.lives[index] !== life || Number.isNaN(count)) continue;
      const atMs = points.timesMs[index] ?? 0;
      if (first === undefined || atMs < first.atMs) first = { atMs, count };
      if (last === undefined || atMs >= last.atMs) last = { atMs, count };
    }
  }
  if (first === undefined || last === undefined) return undefined;
  return { change: last.count - first.count, knownMs: last.atMs - first.atMs };
}
