// What somebody remembered as healthy, under a name: a moment of all targets that is kept until it is forgotten by
// hand, however old it gets.
import type { SampleGroup } from '../../core/sample/model.ts';
import type { Labels } from '../../core/labels.ts';
import type { Problem, Result } from '../../core/problem.ts';
import type { ProfileKind } from '../../core/profile/model.ts';

/** One target as it was. */
export interface BaselineTarget {
  readonly labels: Labels;
  /** When its profile was taken, whole milliseconds since the epoch. */
  readonly atMs: number;
  readonly goroutines: number;
  readonly groups: readonly SampleGroup[];
}

export interface StoredBaseline {
  readonly name: string;
  readonly kind: ProfileKind;
  /** When it was remembered. */
  readonly atMs: number;
  readonly targets: readonly BaselineTarget[];
}

/** For lists: what a baseline is, without what is in it. */
export interface BaselineSummary {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly atMs: number;
  readonly targets: number;
  readonly goroutines: number;
}

/** The named baselines of one data source. Nothing here throws for what is outside Parked's hands. */
export interface BaselineStore {
  /** In the order of their names. */
  list(): Promise<Result<readonly BaselineSummary[]>>;
  /** Undefined: there is none of that name. */
  read(name: string): Promise<Result<StoredBaseline | undefined>>;
  /**
   * Takes the place of one that has the name already. Fails, with code `too_many_baselines` or
   * `baseline_too_large`, beyond the bounds.
   */
  keep(baseline: StoredBaseline): Promise<Result<BaselineSummary>>;
  /** False: there was none of that name. */
  remove(name: string): Promise<Result<boolean>>;
}

/** For data sources whose history has no room for them. */
export const noBaselines: Problem = {
  code: 'no_baselines',
  status: 501,
  source: 'downstream',
  field: 'baseline.name',
  message:
    'Named baselines need the embedded history: the series of a Prometheus server don\'t carry whole stacks. Set "history" to "embedded", or compare with "ago", "at", "rangeStart" or "targets".',
};
