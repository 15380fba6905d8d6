// Samples of one target side by side, as columns: what blocks hold and what answers are made from.
import type { FigureName } from '../port.ts';
import { figureNames } from '../port.ts';

/**
 * One value a point, and what it was at least and at most while the point's samples were taken. One array thrice
 * where each point is one sample.
 */
export interface BandColumn {
  readonly last: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** The value of all points, where it is known to be the same. */
  readonly level?: number | undefined;
}

export interface Points {
  /** Of the newest sample of each point, in the order of arrival: nearly always ascending. */
  readonly timesMs: Float64Array;
  /** How many samples each point stands for. */
  readonly samples: Float64Array;
  /** Number of the process' life that each point belongs to. */
  readonly lives: Float64Array;
  readonly tookMs: BandColumn;
  readonly goroutines: BandColumn;
  readonly figures: Readonly<Record<FigureName, BandColumn>>;
  /** Which series have a goroutine in any point, ascending. */
  readonly slots: readonly number[];
  /** Of those series, in their order. */
  readonly counts: readonly BandColumn[];
}

export function makeSingle(values: Float64Array, level?: number): BandColumn {
  return { last: values, least: values, most: values, level };
}

export function isSingle(column: BandColumn): boolean {
  return column.last === column.most;
}

export function mapFigures<T>(make: (name: FigureName) => T): Record<FigureName, T> {
  return Object.fromEntries(figureNames.map((name) => [name, make(name)])) as Record<FigureName, T>;
}

/** `later` behind `earlier`. */
export function joinPoints(earlier: Points, later: Points): Points {
  const counts = new Map<number, [BandColumn | undefined, BandColumn | undefined]>();
  for (const [index, slot] of earlier.slots.entries()) counts.set(slot, [earlier.counts[index], undefined]);
  for (const [index, slot] of later.slots.entries()) counts.set(slot, [counts.get(slot)?.[0], later.counts[index]]);
  const slots = [...counts.keys()].sort((a, b) => a - b);
  const none = [makeZeros(earlier), makeZeros(later)] as const;
  return {
    timesMs: join(earlier.timesMs, later.timesMs),
    samples: join(earlier.samples, later.samples),
    lives: join(earlier.lives, later.lives),
    tookMs: joinColumns(earlier.tookMs, later.tookMs),
    goroutines: joinColumns(earlier.goroutines, later.goroutines),
    figures: mapFigures((name) => joinColumns(earlier.figures[name], later.figures[name])),
    slots,
    counts: slots.map((slot) => {
      const [before, after] = counts.get(slot) ?? [];
      return joinColumns(before ?? none[0], after ?? none[1]);
    }),
  };
}

function makeZeros({ timesMs }: Points): BandColumn {
  return makeSingle(new Float64Array(timesMs.length));
}

function joinColumns(earlier: BandColumn, later: BandColumn): BandColumn {
  const last = join(earlier.last, later.last);
  if (isSingle(earlier) && isSingle(later)) return makeSingle(last);
  return { last, least: join(earlier.least, later.least), most: join(earlier.most, later.most) };
}

function join(earlier: Float64Array, later: Float64Array): Float64Array {
  const joined = new Float64Array(earlier.length + later.length);
  joined.set(earlier);
  joined.set(later, earlier.length);
  return joined;
}
