// The answer to `trend`: the count of each group over time, in the form of graphs and alert rules (`timeseries-multi`).
import { type Labels, labelsKey } from '../core/labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { frameSeries } from './series-frames.ts';

export interface TrendSeries {
  readonly labels: Labels;
  /** One per point; NaN where unknown. */
  readonly values: Float64Array;
}

interface TrendAnswer {
  /** Ascending, milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly series: readonly TrendSeries[];
  readonly legendFormat: string;
  readonly meta: FrameMeta;
}

export function frameTrend({ timesMs, series, legendFormat, meta }: TrendAnswer): readonly DataFrame[] {
  const named = mergeEqualLabels(series).map((one) => ({ ...one, field: 'count' }));
  return frameSeries({ name: 'trend', timesMs, series: named, legendFormat, meta });
}

/** Adds up series with equal labels, which would fail an alert rule. Their sum is what those labels mean. */
function mergeEqualLabels(series: readonly TrendSeries[]): readonly TrendSeries[] {
  const merged = new Map<string, TrendSeries>();
  for (const one of series) {
    const key = labelsKey(one.labels);
    const known = merged.get(key);
    merged.set(key, known === undefined ? one : { labels: one.labels, values: addValues(known.values, one.values) });
  }
  return [...merged.values()];
}

function addValues(some: Float64Array, others: Float64Array): Float64Array {
  return some.map((value, index) => {
    const other = others[index] ?? NaN;
    return Number.isNaN(value) ? other : Number.isNaN(other) ? value : value + other;
  });
}
