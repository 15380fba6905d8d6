// A sample: what history stores, what export writes and what verdicts judge.
import type { Labels } from '../labels.ts';
import type { ProcessFigures } from '../metrics/model.ts';
import type { ProfileKind } from '../profile/model.ts';
import type { Stack } from '../stack/model.ts';
import type { SampleContext } from './context.ts';
import type { SampleWaits } from './waits.ts';

/** Goroutines of a sample that share stack, state and kept pprof labels. */
export interface SampleGroup {
  readonly stack: Stack;
  readonly labels: Labels;
  /** A whole number, at least 0. In a sample of the leak profile, the number of leaked goroutines. */
  readonly count: number;
  /** How many of them carry the runtime's leak mark. Only a debug=2 dump shows it; history does not keep it. */
  readonly leaked?: number;
}

/** What a process reported about itself with the sample: the part of its metrics page that changes over time. */
export type SampleFigures = Pick<ProcessFigures, 'values' | 'startMs' | 'build'>;

/** One life of a process, from one start to the next. */
export interface ProcessLife {
  /** When its first known sample was taken, in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly startMs: number | null;
  readonly build: string | null;
}

/**
 * The counts of all groups of one target at one moment. A stack without a group had no goroutines, unless groups were
 * summed up.
 */
export interface Sample {
  /** The label set that identifies the target. */
  readonly target: Labels;
  /** Leak profiles are rare and have times of their own, so they are separate samples. */
  readonly kind: ProfileKind;
  /** Whole milliseconds since the epoch. They may decrease, since clocks are set back. */
  readonly atMs: number;
  /** Milliseconds that the fetch took; 0 where nothing was fetched. */
  readonly tookMs: number;
  /** All goroutines of the profile, including those in no group (its own writer, groups beyond a bound). */
  readonly goroutines: number;
  /** False for the text of a crash, which no goroutine of the process wrote. */
  readonly answered: boolean;
  /**
   * Equal groups are summed. Groups beyond a bound are one, of `otherStack`; then a stack without a group is unknown,
   * and one that is known to have no goroutines has a group of 0.
   */
  readonly groups: readonly SampleGroup[];
  /** Null where the target has no metrics page, and in samples of the leak profile. */
  readonly figures: SampleFigures | null;
  /** Only a debug=2 dump holds waits; history does not keep them. */
  readonly waits?: SampleWaits;
  /** What the text around a dump says about it; history does not keep it. */
  readonly context?: SampleContext;
  /** The life of its process, as far as it was known then. */
  readonly life: ProcessLife;
  /** This is the first sample of its life, and another life came before. */
  readonly restarted: boolean;
}

/**
 * A sample that `LifeTracker` has not yet assigned to a life. `restarted` is set when another source shows that a new
 * life begins.
 */
export type UnplacedSample = Omit<Sample, 'life' | 'restarted'> & { readonly restarted?: boolean };
