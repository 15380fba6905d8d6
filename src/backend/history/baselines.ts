// Named baselines: a snapshot of all targets in a healthy state. A baseline is kept until a user deletes it, regardless
// of its age.
import type { SampleGroup } from '../../core/sample/model.ts';
import type { Labels } from '../../core/labels.ts';
import type { Problem, Result } from '../../core/problem.ts';
import type { ProfileKind } from '../../core/profile/model.ts';

/** The state of one target. */
export interface BaselineTarget {
  readonly labels: Labels;
  /** When its profile was taken, in whole milliseconds since the epoch. */
  readonly atMs: number;
  readonly goroutines: number;
  readonly groups: readonly SampleGroup[];
}

export interface StoredBaseline {
  readonly name: string;
  readonly kind: ProfileKind;
  /** When the baseline was stored. */
  readonly atMs: number;
  readonly targets: readonly BaselineTarget[];
}

/** A baseline without its content, for lists. */
export interface BaselineSummary {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly atMs: number;
  readonly targets: number;
  readonly goroutines: number;
}

/** The named baselines of one data source. Failures outside Parked are returned as problems and never thrown. */
export interface BaselineStore {
  /** Sorted by name. */
  list(): Promise<Result<readonly BaselineSummary[]>>;
  /** Undefined if there is no baseline of that name. */
  read(name: string): Promise<Result<StoredBaseline | undefined>>;
  /**
   * Stores a baseline and replaces one of the same name. Fails with `too_many_baselines` or `baseline_too_large` beyond
   * the bounds.
   */
  keep(baseline: StoredBaseline): Promise<Result<BaselineSummary>>;
  /** False if there was no baseline of that name. */
  remove(name: string): Promise<Result<boolean>>;
}

/** The problem for data sources whose history cannot store baselines. */
export const noBaselines: Problem = {
  code: 'no_baselines',
  status: 501,
  source: 'downstream',
  field: 'baseline.name',
  message:
    "Named baselines need the embedded history: the series of a Prometheus server don't carry whole stacks. " +
    'Keep the history "Embedded", or compare with a moment or with other targets.',
};
