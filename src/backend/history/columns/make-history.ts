// Builds the answer for one target from columns.
import type { Labels } from '../../../core/labels.ts';
import type { ProcessLife } from '../../../core/sample/model.ts';
import type { Stack } from '../../../core/stack/model.ts';
import { checkValues, type KnownTarget, type Resolution, type TargetHistory } from '../port.ts';
import { makeAxis } from './axis.ts';
import { layOut, sumGain, type Parts } from './lay-out.ts';
import { mapFigures, type Points } from './points.ts';

interface HistoryParts {
  readonly target: KnownTarget;
  readonly points: Points;
  /** Indexed by the numbers in `points.lives`. */
  readonly lives: readonly ProcessLife[];
  readonly seriesOf: (slot: number) => { readonly stack: Stack; readonly labels: Labels };
}

/** Undefined if no sample lies in the range. Throws `TooManyValues`. */
export function makeHistory(
  { target, points, lives, seriesOf }: HistoryParts,
  resolution: Resolution,
  maxValues?: number,
): TargetHistory | undefined {
  const axis = makeAxis([points], resolution);
  if (axis.lives.length === 0 && !axis.held.some(([index]) => index >= axis.lead)) return undefined;
  checkValues(points.counts.length, axis.timesMs.length, maxValues);
  const every = (parts: Parts, absent: number) => layOut(axis, parts, absent);
  return {
    target,
    timesMs: axis.timesMs.subarray(axis.lead),
    samples: axis.samples.subarray(axis.lead),
    goroutines: every([points.goroutines], NaN),
    tookMs: every([points.tookMs], NaN),
    figures: mapFigures((name) => {
      const column = points.figures[name];
      return column.last.some((value) => !Number.isNaN(value)) ? every([column], NaN) : null;
    }),
    lives: axis.lives.map(({ life, firstMs }) => lives[life] ?? { fromMs: firstMs, startMs: null, build: null }),
    livedMs: axis.lives.reduce((sum, { firstMs, lastMs }) => sum + lastMs - firstMs, 0),
    series: points.counts.flatMap((column, slot) => {
      const counts = every([column], 0);
      if (!counts.most.some((count) => count > 0)) return [];
      return [{ ...seriesOf(slot), counts, ...sumGain(axis, [column]) }];
    }),
  };
}
