// Downsampling: minimum, maximum and last of every five minutes, so that peaks remain visible. A point never mixes two
// lives of a process. The first sample of a life stays a separate point, because growth is counted from it.
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import type { BandColumn, Points } from './points.ts';
import { mapFigures } from './points.ts';

/** Downsamples points. `lifeBefore` is the life of the preceding sample; undefined if there is none. */
export function downsample(points: Points, lifeBefore: number | undefined): Points {
  const ends = findEnds(points, lifeBefore);
  const downsampleOne = (column: BandColumn) => downsampleColumn(column, ends);
  const pick = (values: Float64Array) => Float64Array.from(ends, (end) => values[end - 1] ?? 0);
  return {
    timesMs: pick(points.timesMs),
    samples: Float64Array.from(ends, (end, index) => sum(points.samples, ends[index - 1] ?? 0, end)),
    lives: pick(points.lives),
    tookMs: downsampleOne(points.tookMs),
    goroutines: downsampleOne(points.goroutines),
    figures: mapFigures((name) => downsampleOne(points.figures[name])),
    slots: points.slots,
    counts: points.counts.map(downsampleOne),
  };
}

/** The end index of each point, exclusive. */
function findEnds({ timesMs, lives }: Points, lifeBefore: number | undefined): readonly number[] {
  const ends: number[] = [];
  let isFirstOfLife = lives[0] !== lifeBefore;
  for (let index = 1; index < timesMs.length; index++) {
    const isNewLife = lives[index] !== lives[index - 1];
    if (isNewLife || isFirstOfLife || readStep(timesMs[index]) !== readStep(timesMs[index - 1])) ends.push(index);
    isFirstOfLife = isNewLife;
  }
  ends.push(timesMs.length);
  return ends;
}

/** The end of a step belongs to it, as in answers. */
function readStep(timeMs = 0): number {
  return Math.ceil(timeMs / downsampledStepMs);
}

function downsampleColumn(column: BandColumn, ends: readonly number[]): BandColumn {
  const last = new Float64Array(ends.length);
  const least = new Float64Array(ends.length);
  const most = new Float64Array(ends.length);
  let from = 0;
  for (const [index, end] of ends.entries()) {
    let lowest = NaN;
    let highest = NaN;
    let newest = NaN;
    for (let at = from; at < end; at++) {
      const low = column.least[at] ?? NaN;
      const high = column.most[at] ?? NaN;
      // A figure that some samples lack is taken from the other samples.
      if (!(low >= lowest)) lowest = Number.isNaN(low) ? lowest : low;
      if (!(high <= highest)) highest = Number.isNaN(high) ? highest : high;
      const value = column.last[at] ?? NaN;
      if (!Number.isNaN(value)) newest = value;
    }
    last[index] = newest;
    least[index] = lowest;
    most[index] = highest;
    from = end;
  }
  return { last, least, most };
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at++) total += values[at] ?? 0;
  return total;
}
