// Finds when growth stopped: the beginning of a constant tail that is too long to be a pause of the growth before it.
import { fields, highAt, lowAt, samplesAt, type DownsampledSeries } from './downsampled-series.ts';
import { toleratedFall } from './steady-rise.ts';
import type { Track } from './track.ts';

/** The tail moves by less than this share of what the pace before it would have added. */
const maxShareMoved = 0.1;
/** The tail is that many times as long as the longest constant part before it, since bursts pause in between. */
const pauseFactor = 2;
const leastSamples = 3;

/**
 * When the growth since `sinceMs` stopped. Null while it may go on: it moved lately, or its pace and its pauses are
 * such that a constant tail of this length says nothing.
 */
export function findStop(track: Track, sinceMs: number): number | null {
  const { resolutions } = track;
  if (resolutions === undefined) return null;
  const { hour, day, week } = resolutions;
  const series = [hour, day].find(({ originMs, widthMs }) => originMs <= sinceMs + widthMs) ?? week;
  return findTail(series, sinceMs);
}

function findTail(series: DownsampledSeries, sinceMs: number): number | null {
  const { data, originMs, widthMs, length } = series;
  const first = Math.max(0, Math.ceil((sinceMs - originMs) / widthMs - 0.5));
  let from = NaN;
  let high = -Infinity;
  for (let index = first; index < length; index++) {
    if (data[index * fields + samplesAt] === 0) continue;
    if (from !== from) from = data[index * fields + lowAt]!;
    high = Math.max(high, data[index * fields + highAt]!);
  }
  const rise = high - from;
  const tolerance = toleratedFall(rise);
  if (!(rise > tolerance)) return null;
  const tail = findConstant(series, length - 1, first, tolerance);
  const grownBlocks = tail.end - first + 1;
  // It fell back, or was constant all along.
  if (grownBlocks < 1 || tail.low < from + rise / 2) return null;
  const missed = ((tail.low - from) / grownBlocks) * tail.blocks;
  if (tail.samples < leastSamples || tolerance > maxShareMoved * missed) return null;
  if (tail.blocks < pauseFactor * findLongestPause(series, tail.end, first, tolerance)) return null;
  return originMs + (tail.end + 1) * widthMs;
}

interface Constant {
  /** Index of the block before it. */
  readonly end: number;
  readonly blocks: number;
  readonly samples: number;
  readonly low: number;
}

/** The longest part that ends at `last` and moves no more than `tolerance`. */
function findConstant({ data }: DownsampledSeries, last: number, first: number, tolerance: number): Constant {
  let low = Infinity;
  let high = -Infinity;
  let samples = 0;
  let index = last;
  for (; index >= first; index--) {
    const at = index * fields;
    if (data[at + samplesAt] === 0) continue;
    const lowest = Math.min(low, data[at + lowAt]!);
    const highest = Math.max(high, data[at + highAt]!);
    if (highest - lowest > tolerance) break;
    low = lowest;
    high = highest;
    samples += data[at + samplesAt]!;
  }
  return { end: index, blocks: last - index, samples, low };
}

/** In blocks. Parts are cut one after another, from the end. */
function findLongestPause(series: DownsampledSeries, last: number, first: number, tolerance: number): number {
  let longest = 0;
  for (let index = last; index >= first;) {
    const { blocks, end } = findConstant(series, index, first, tolerance);
    longest = Math.max(longest, blocks);
    index = Math.min(end, index - 1);
  }
  return longest;
}
