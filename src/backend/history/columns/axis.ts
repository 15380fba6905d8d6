// Maps the samples of a range to the time axis of an answer: the point of each sample, the newest sample of each point,
// and the begin and end of each process life.
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import type { Resolution } from '../port.ts';
import type { Points } from './points.ts';

/** A stored piece of a target's history, with the positions of its points in the answer. */
export interface PlacedPiece {
  readonly points: Points;
  /** Index of the point in the answer; -1 if outside the range. */
  readonly places: Int32Array;
  /** 1 if no other sample of the same point is newer. */
  readonly newest: Uint8Array;
  /**
   * Runs of adjacent newest samples that are also adjacent in the answer. Three numbers each: first index, its point,
   * length.
   */
  readonly stretches: Int32Array;
  /**
   * Runs of samples in the same point, only for points with several samples. Three numbers each: point, first index,
   * end (exclusive).
   */
  readonly runs: Int32Array;
}

/** A stored point: number of the piece and index in it. */
interface PointRef {
  readonly piece: number;
  readonly index: number;
}

/** The part of a process life that lies in the range. */
interface LifeSpan {
  readonly life: number;
  first: PointRef;
  last: PointRef;
  firstMs: number;
  lastMs: number;
}

export interface Axis {
  readonly pieces: readonly PlacedPiece[];
  readonly timesMs: Float64Array;
  readonly samples: Uint32Array;
  /** Points with several samples. Only there can minimum, maximum and last differ. */
  readonly crowded: readonly number[];
  /** Points without a sample that repeat an earlier one, as pairs of index and source. Ascending by index. */
  readonly held: readonly (readonly [index: number, source: number])[];
  /** Points without a value. */
  readonly gaps: readonly number[];
  /** In order of their begin. */
  readonly lives: readonly LifeSpan[];
  /** Columns of series with one constant value, by that value. Most series are constant and share a column. */
  readonly levels: Map<number, Float64Array>;
  /** Number of points before the range. They supply values to repeat and are removed at the end. */
  readonly lead: number;
}

/** The time range to read, both ends included. */
export function findReach(resolution: Resolution): { readonly fromMs: number; readonly toMs: number } {
  if (resolution.every === 'sample') return resolution;
  const { firstMs, stepMs, points } = resolution;
  return { fromMs: firstMs - stepMs * (countLead(resolution) + 1) + 1, toMs: firstMs + stepMs * (points - 1) };
}

function countLead(resolution: Resolution): number {
  return resolution.every === 'sample' ? 0 : Math.ceil((resolution.holdMs + downsampledStepMs) / resolution.stepMs);
}

export function makeAxis(stored: readonly Points[], resolution: Resolution): Axis {
  const lead = countLead(resolution);
  const { pieces, count, ends } =
    resolution.every === 'sample' ? placeSamples(stored, resolution) : placeSteps(stored, resolution, lead);
  const newestMs = new Float64Array(count).fill(-Infinity);
  const samples = new Uint32Array(count);
  const newestOf: (PointRef | undefined)[] = [];
  /** A downsampled point covers five minutes. */
  const reachMs = new Float64Array(count);
  const lives = new Map<number, LifeSpan>();
  const crowded = new Set<number>();
  for (const [piece, { points, places, newest }] of pieces.entries()) {
    for (const [index, place] of places.entries()) {
      if (place < 0) continue;
      const timeMs = points.timesMs[index] ?? 0;
      const stands = points.samples[index] ?? 1;
      if (stands > 1 || (samples[place] ?? 0) > 0) crowded.add(place);
      samples[place] = (samples[place] ?? 0) + stands;
      if (timeMs >= (newestMs[place] ?? 0)) {
        const replaced = newestOf[place];
        if (replaced) pieces[replaced.piece]?.newest.fill(0, replaced.index, replaced.index + 1);
        newestOf[place] = { piece, index };
        newestMs[place] = timeMs;
        newest[index] = 1;
        reachMs[place] = stands > 1 ? downsampledStepMs : 0;
      }
      if (place >= lead) noteLife(lives, points.lives[index] ?? 0, { piece, index }, timeMs);
    }
  }
  const { held, gaps } =
    resolution.every === 'step' ? hold(newestMs, reachMs, samples, ends, resolution.holdMs) : { held: [], gaps: [] };
  const spans = [...lives.values()].sort((a, b) => a.firstMs - b.firstMs || a.life - b.life);
  const timesMs = resolution.every === 'step' ? ends : newestMs;
  const placed = pieces.map((piece) => ({
    ...piece,
    stretches: findStretches(piece),
    runs: crowded.size === 0 ? noRuns : findRuns(piece, crowded),
  }));
  const levels = new Map<number, Float64Array>();
  return { pieces: placed, timesMs, samples, crowded: [...crowded], held, gaps, lives: spans, levels, lead };
}

interface Placed {
  readonly pieces: readonly PlacedPiece[];
  readonly count: number;
  /** Ends of the steps; empty if each sample is a point. */
  readonly ends: Float64Array;
}

/** Makes each sample a point, in order of time. */
function placeSamples(stored: readonly Points[], range: { readonly fromMs: number; readonly toMs: number }): Placed {
  const inRange: { readonly piece: number; readonly index: number; readonly timeMs: number }[] = [];
  const pieces = stored.map(makePiece);
  let isAscending = true;
  for (const [piece, { points }] of pieces.entries()) {
    for (const [index, timeMs] of points.timesMs.entries()) {
      if (timeMs < range.fromMs || timeMs > range.toMs) continue;
      if (timeMs < (inRange.at(-1)?.timeMs ?? -Infinity)) isAscending = false;
      inRange.push({ piece, index, timeMs });
    }
  }
  // The sort is stable: of two equal times, the sample that arrived later comes later.
  if (!isAscending) inRange.sort((a, b) => a.timeMs - b.timeMs);
  for (const [place, { piece, index }] of inRange.entries()) {
    const target = pieces[piece];
    if (target) target.places[index] = place;
  }
  return { pieces, count: inRange.length, ends: new Float64Array(0) };
}

function placeSteps(
  stored: readonly Points[],
  { firstMs, stepMs, points }: Extract<Resolution, { every: 'step' }>,
  lead: number,
): Placed {
  const count = points + lead;
  const startMs = firstMs - stepMs * lead;
  const pieces = stored.map(makePiece);
  for (const piece of pieces) {
    for (const [index, timeMs] of piece.points.timesMs.entries()) {
      const place = Math.ceil((timeMs - startMs) / stepMs);
      piece.places[index] = place >= 0 && place < count ? place : -1;
    }
  }
  return { pieces, count, ends: Float64Array.from({ length: count }, (_, index) => startMs + index * stepMs) };
}

function makePiece(points: Points): PlacedPiece {
  const { length } = points.timesMs;
  return {
    points,
    places: new Int32Array(length).fill(-1),
    newest: new Uint8Array(length),
    stretches: noRuns,
    runs: noRuns,
  };
}

const noRuns = new Int32Array(0);

/** Computed once and used by every series. */
function findStretches({ places, newest }: PlacedPiece): Int32Array {
  const stretches = new Int32Array(places.length * 3);
  let length = 0;
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number;
    if (place < 0 || newest[index] !== 1) continue;
    const last = length - 3;
    const count = length === 0 ? 0 : (stretches[last + 2] as number);
    const goesOn = count > 0 && stretches[last]! + count === index && stretches[last + 1]! + count === place;
    if (goesOn) stretches[last + 2] = count + 1;
    else {
      stretches.set([index, place, 1], length);
      length += 3;
    }
  }
  return stretches.subarray(0, length);
}

function findRuns({ places }: PlacedPiece, crowded: ReadonlySet<number>): Int32Array {
  const runs = new Int32Array(places.length * 3);
  let length = 0;
  for (const [index, place] of places.entries()) {
    if (place < 0 || !crowded.has(place)) continue;
    if (length === 0 || runs[length - 3] !== place || runs[length - 1] !== index) {
      runs.set([place, index, index], length);
      length += 3;
    }
    runs[length - 1] = index + 1;
  }
  return runs.subarray(0, length);
}

function noteLife(lives: Map<number, LifeSpan>, life: number, ref: PointRef, timeMs: number): void {
  const span = lives.get(life);
  if (span === undefined) {
    lives.set(life, { life, first: ref, last: ref, firstMs: timeMs, lastMs: timeMs });
    return;
  }
  // Lives are identified by order of arrival, and their ends by time.
  if (timeMs < span.firstMs) Object.assign(span, { first: ref, firstMs: timeMs });
  if (timeMs >= span.lastMs) Object.assign(span, { last: ref, lastMs: timeMs });
}

/** Fills points without a sample. */
function hold(
  newestMs: Float64Array,
  reachMs: Float64Array,
  samples: Uint32Array,
  ends: Float64Array,
  holdMs: number,
): Pick<Axis, 'held' | 'gaps'> {
  const held: [number, number][] = [];
  const gaps: number[] = [];
  let source = -1;
  for (const [index, endMs] of ends.entries()) {
    if ((samples[index] ?? 0) > 0) source = index;
    else if (source >= 0 && endMs - (newestMs[source] ?? 0) <= holdMs + (reachMs[source] ?? 0))
      held.push([index, source]);
    else gaps.push(index);
  }
  return { held, gaps };
}
