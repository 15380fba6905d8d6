// The answer to `dump`: one log line per goroutine, in the form that Grafana's logs panel takes (`log-lines`).
import type { Labels } from '../core/labels.ts';
import type { DataFrame, FrameMeta } from './model.ts';

export interface DumpRow {
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  /** The goroutine's stack as text. */
  readonly body: string;
  /** `error` means that this dump proves the goroutine to be leaked. */
  readonly severity: 'error' | 'info';
  /** Unique in the answer. */
  readonly id: string;
  /** Labels shown beside the line. Log labels are texts. */
  readonly labels: Labels;
}

export function frameDump(rows: readonly DumpRow[], meta: FrameMeta): DataFrame {
  return {
    name: 'dump',
    fields: [
      { name: 'timestamp', type: 'time', values: rows.map(({ timeMs }) => timeMs) },
      { name: 'body', type: 'string', values: rows.map(({ body }) => body) },
      { name: 'severity', type: 'string', values: rows.map(({ severity }) => severity) },
      { name: 'id', type: 'string', values: rows.map(({ id }) => id) },
      { name: 'labels', type: 'json', values: rows.map(({ labels }) => labels) },
    ],
    meta: { ...meta, type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' },
  };
}
