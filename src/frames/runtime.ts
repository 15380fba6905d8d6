// The answer to `runtime`: what processes report about themselves over time, in the form of graphs and alert rules.
import type { Labels } from '../core/labels.ts';
import type { RuntimeFigure } from '../core/query/model.ts';
import { renameLabels } from './group-labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { nameSeries } from './series-names.ts';

export interface RuntimeSeries {
  readonly figure: RuntimeFigure;
  /** Values of the labels that keep results apart. */
  readonly per: Labels;
  /** One per point; NaN where unknown. */
  readonly values: Float64Array;
}

interface RuntimeAnswer {
  /** Ascending, milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly series: readonly RuntimeSeries[];
  readonly per: readonly string[];
  readonly legendFormat: string;
  readonly meta: FrameMeta;
}

/** Grafana's unit ids. A figure without one is a plain number. */
const units: Readonly<Record<RuntimeFigure, string>> = {
  goroutines: 'short',
  resident: 'bytes',
  heap: 'bytes',
  cpu: 'short',
  requests: 'reqps',
  up: 'short',
  fetch: 's',
};

/** One frame per series. Gaps are nulls. */
export function frameRuntime({ timesMs, series, per, legendFormat, meta }: RuntimeAnswer): readonly DataFrame[] {
  const type = { type: 'timeseries-multi', typeVersion: [0, 1] } as const satisfies FrameMeta;
  if (series.length === 0) return [{ name: 'runtime', fields: [], meta: { ...meta, ...type } }];
  // Notices and statistics concern the whole answer. Grafana shows those of the first frame.
  const all = series.map(({ figure, per: own }): Labels =>
    Object.fromEntries([...renameLabels(own, per, 'target_', new Set(['figure'])), ['figure', figure]]),
  );
  const names = nameSeries(legendFormat, all);
  return series.map(({ figure, values }, index) => {
    return {
      name: 'runtime',
      fields: [
        { name: 'time', type: 'time', values: timesMs },
        {
          name: figure,
          type: 'number',
          labels: all[index] ?? {},
          config: { unit: units[figure], ...names[index] },
          values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
        },
      ],
      meta: index === 0 ? { ...meta, ...type } : type,
    };
  });
}
