// Parked's own data frame: plain columns that Arrow, the command line and tests can read.
import type { Labels } from '../core/labels.ts';
import type { Notice } from '../core/problem.ts';

interface FieldBase {
  readonly name: string;
  readonly labels?: Labels;
  /** Grafana's FieldConfig, as JSON: `unit`, `displayNameFromDS`, `links`, … */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A column. `null` is a missing value. Times are milliseconds since the epoch, fractions allowed. */
export type Field =
  | (FieldBase & { readonly type: 'time'; readonly values: readonly (number | null)[] })
  | (FieldBase & { readonly type: 'number'; readonly values: readonly (number | null)[] })
  | (FieldBase & { readonly type: 'string'; readonly values: readonly (string | null)[] })
  | (FieldBase & { readonly type: 'boolean'; readonly values: readonly (boolean | null)[] })
  /** Indices into `config.type.enum.text`. */
  | (FieldBase & { readonly type: 'enum'; readonly values: readonly (number | null)[] })
  /** Any JSON value, one per row. */
  | (FieldBase & { readonly type: 'json'; readonly values: readonly unknown[] });

type FrameType = 'table' | 'numeric-multi' | 'timeseries-multi' | 'log-lines';

export interface FrameStat {
  readonly displayName: string;
  readonly value: number;
  readonly unit?: string;
}

export interface FrameMeta {
  readonly type?: FrameType;
  readonly typeVersion?: readonly [number, number];
  readonly preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'flamegraph';
  readonly notices?: readonly Notice[];
  readonly stats?: readonly FrameStat[];
  readonly executedQueryString?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
}

/** All fields of a frame have the same length. */
export interface DataFrame {
  readonly name?: string;
  readonly refId?: string;
  readonly fields: readonly Field[];
  readonly meta?: FrameMeta;
}
