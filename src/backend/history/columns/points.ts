// Samples of one target as columns. Blocks store them, and answers are built from them.
import type { FigureName } from '../port.ts';
import { figureNames } from '../port.ts';

/**
 * One value per point, with the minimum and maximum of the point's samples. All three are one array if each point is
 * one sample.
 */
export interface BandColumn {
  readonly last: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** The value of all points, if it is known to be constant. */
  readonly level?: number | undefined;
}

export interface Points {
  /** Time of the newest sample of each point, in order of arrival. Nearly always ascending. */
  readonly timesMs: Float64Array;
  /** Number of samples of each point. */
  readonly samples: Float64Array;
  /** Number of the process life of each point. */
  readonly lives: Float64Array;
  readonly tookMs: BandColumn;
  readonly goroutines: BandColumn;
  readonly figures: Readonly<Record<FigureName, BandColumn>>;
  /** Series with a goroutine in any point, ascending. */
  readonly slots: readonly number[];
  /** The counts of those series, in the same order. */
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

/** Appends `later` to `earlier`. */
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
