// The answer to `runtime`: what processes report about themselves over time, in the form of graphs and alert rules.
import type { Labels } from '../core/labels.ts';
import type { RuntimeFigure } from '../core/query/model.ts';
import { renameLabels } from './group-labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { frameSeries } from './series-frames.ts';

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

export function frameRuntime({ timesMs, series, per, legendFormat, meta }: RuntimeAnswer): readonly DataFrame[] {
  const named = series.map(({ figure, per: own, values }) => ({
    field: figure,
    labels: Object.fromEntries([...renameLabels(own, per, 'target_', new Set(['figure'])), ['figure', figure]]),
    values,
    unit: units[figure],
  }));
  return frameSeries({ name: 'runtime', timesMs, series: named, legendFormat, meta });
}
