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
  /** A whole number, not negative. In a sample of the leak profile: how many are leaked. */
  readonly count: number;
  /** How many of them carry the runtime's leak mark. Only a debug=2 dump shows it; history does not keep it. */
  readonly leaked?: number;
}

/** What a process said of itself when the sample was taken: the part of its metrics page that changes with time. */
export type SampleFigures = Pick<ProcessFigures, 'values' | 'startMs' | 'build'>;

/** One life of a process: from one start to the next. */
export interface ProcessLife {
  /** When its first known sample was taken. */
  readonly fromMs: number;
  readonly startMs: number | null;
  readonly build: string | null;
}

/** The counts of all groups of one target at one moment. A stack without a group had no goroutine then. */
export interface Sample {
  /** The label set of the target: its identity. */
  readonly target: Labels;
  /** Leak profiles are taken seldom and at times of their own, so they are samples of their own. */
  readonly kind: ProfileKind;
  /** Whole milliseconds since the epoch. They need not ascend, since clocks are set back. */
  readonly atMs: number;
  /** How long the fetch took; 0 where nothing was fetched. */
  readonly tookMs: number;
  /** All goroutines of the profile, those in no group included (its own writer, groups beyond a bound). */
  readonly goroutines: number;
  /** False for the text of a crash, which no goroutine of the process wrote. */
  readonly answered: boolean;
  /** Equal groups are summed. */
  readonly groups: readonly SampleGroup[];
  /** Null where the target has no metrics page, and in samples of the leak profile. */
  readonly figures: SampleFigures | null;
  /** Only a debug=2 dump knows them; history does not keep them. */
  readonly waits?: SampleWaits;
  /** What stood around a dump; history does not keep it. */
  readonly context?: SampleContext;
  /** The life of the process that it belongs to, as far as it was known then. */
  readonly life: ProcessLife;
  /** It is the first sample of its life, and another life came before. */
  readonly restarted: boolean;
}

/**
 * A sample before `LifeTracker` has placed it in a life. `restarted`: it is known from elsewhere that another life
 * begins.
 */
export type UnplacedSample = Omit<Sample, 'life' | 'restarted'> & { readonly restarted?: boolean };
