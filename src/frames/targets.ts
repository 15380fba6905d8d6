// The answer to `targets`: a table with one row per target.
import type { Labels } from '../core/labels.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';

/** `slower` than the settings ask. `failing`: sampling runs but gets no samples. */
export type SamplingState = 'as asked' | 'slower' | 'paused' | 'failing' | 'none yet' | 'off';

/** Null means unknown. */
export interface TargetRow {
  readonly labels: Labels;
  /** 1 where it can be read, 0 where it cannot, null where it was not tried yet. */
  readonly up: 0 | 1 | null;
  /** What is wrong and what to do. */
  readonly problem: string | null;
  readonly goroutines: number | null;
  readonly goVersion: string | null;
  readonly forms: string | null;
  readonly leakProfile: 'served' | 'missing' | 'unknown' | null;
  /** How to get the leak profile. */
  readonly remedy: string | null;
  readonly metrics: 'served' | 'missing' | 'unknown' | null;
  readonly metricsProblem: string | null;
  readonly sampling: SamplingState;
  readonly samplingReason: string;
  readonly lastSampleMs: number | null;
  /** Time between two samples: as measured, and as the settings ask. */
  readonly everyMs: number | null;
  readonly intervalMs: number | null;
  readonly fetchMs: number | null;
  /** When it was last read, in milliseconds since the epoch. */
  readonly checkedMs: number | null;
}

interface TargetsAnswer {
  readonly rows: readonly TargetRow[];
  /** Labels to show besides those that name a target. */
  readonly per: readonly string[];
  readonly meta: FrameMeta;
}

/** Always present and first, since they identify the target. */
const names = ['service', 'instance'] as const;

export function frameTargets({ rows, per, meta }: TargetsAnswer): DataFrame {
  const { numbers, texts, times, labels } = makeColumns(rows);
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  const columns: readonly Field[] = [
    ...labels(names, '', new Set(), (row) => row.labels),
    numbers('up', 'Readable', (row) => row.up),
    texts('problem', 'Problem', (row) => row.problem),
    numbers('goroutines', 'Goroutines', (row) => row.goroutines),
    texts('goVersion', 'Go version', (row) => row.goVersion),
    texts('forms', 'Profile formats', (row) => row.forms),
    texts('leakProfile', 'Leak profile', (row) => row.leakProfile),
    texts('remedy', 'What brings the leak profile', (row) => row.remedy),
    texts('metrics', 'Metrics page', (row) => row.metrics),
    texts('metricsProblem', 'Why no metrics', (row) => row.metricsProblem),
    texts('sampling', 'Sampling', (row) => row.sampling),
    texts('samplingReason', 'Why not on time', (row) => row.samplingReason),
    times('lastSample', 'Last sample', (row) => row.lastSampleMs),
    numbers('every', 'Sampled every', (row) => seconds(row.everyMs), { unit: 's' }),
    numbers('interval', 'Asked for every', (row) => seconds(row.intervalMs), { unit: 's' }),
    numbers('fetch', 'Last fetch took', (row) => seconds(row.fetchMs), { unit: 's' }),
    times('checked', 'Checked', (row) => row.checkedMs),
  ];
  const taken = new Set(columns.map((column) => column.name));
  const more = per.filter((label) => !names.some((name) => name === label));
  return {
    name: 'targets',
    fields: [...columns, ...labels(more, 'target_', taken, (row) => row.labels)],
    meta: { ...meta, type: 'table', preferredVisualisationType: 'table' },
  };
}
