// Series over time in the form of graphs and alert rules (`timeseries-multi`): one frame per series.
import type { Labels } from '../core/labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { nameSeries } from './series-names.ts';

interface NamedSeries {
  /** Name of the number field. */
  readonly field: string;
  readonly labels: Labels;
  /** One per point; NaN where unknown. */
  readonly values: Float64Array;
  /** Grafana's unit id. */
  readonly unit?: string;
}

interface SeriesAnswer {
  readonly name: string;
  /** Ascending, milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly series: readonly NamedSeries[];
  readonly legendFormat: string;
  readonly meta: FrameMeta;
}

/** Gaps are nulls. Notices and statistics concern the whole answer; Grafana shows those of the first frame. */
export function frameSeries({ name, timesMs, series, legendFormat, meta }: SeriesAnswer): readonly DataFrame[] {
  const type = { type: 'timeseries-multi', typeVersion: [0, 1] } as const satisfies FrameMeta;
  if (series.length === 0) return [{ name, fields: [], meta: { ...meta, ...type } }];
  const names = nameSeries(
    legendFormat,
    series.map(({ labels }) => labels),
  );
  return series.map(({ field, labels, values, unit }, index) => ({
    name,
    fields: [
      { name: 'time', type: 'time', values: timesMs },
      {
        name: field,
        type: 'number',
        labels,
        config: { ...(unit === undefined ? {} : { unit }), ...names[index] },
        values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      },
    ],
    meta: index === 0 ? { ...meta, ...type } : type,
  }));
}
