// The interface of history for answers: stored data, and the state of sampling.
import type { Verdicts } from '../../core/analysis/suspects/model.ts';
import type { Labels, Matcher } from '../../core/labels.ts';
import type { Notice, Problem, Result } from '../../core/problem.ts';
import type { Profile } from '../../core/profile/model.ts';
import type { HistoryEngine } from './port.ts';
import type { WaitNow } from './wait-now.ts';
import type { TargetPace } from './sampler/target-pace.ts';

export type { Hindrance, TargetPace } from './sampler/target-pace.ts';

/** A profile that was fetched for an answer. It may be stored as a sample. Verdicts use the waits of a dump. */
export interface OfferedProfile {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Selects the verdicts for an answer. */
export interface JudgeQuestion {
  /** Target labels that split the verdicts. */
  readonly per: readonly string[];
  readonly targets: readonly Matcher[];
  /** The time to judge, in milliseconds since the epoch; undefined for now. */
  readonly atMs: number | undefined;
  /** Maximum wait for verdicts that are being computed from history after a start, in milliseconds. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

export interface Judged {
  readonly verdicts: Verdicts;
  /** Time of the first sample of the wanted targets; null if there are none. */
  readonly fromMs: number | null;
  /** Number of targets, out of `total`, whose history is not judged yet after a start. Usually 0. */
  readonly waiting: number;
  readonly total: number;
  /** Why samples from before the start are missing. */
  readonly unread?: Problem | undefined;
  readonly notices: readonly Notice[];
  /** Whether the newest sample of a target leaves open that goroutines wait for one another. Default: always. */
  readonly mayHaveTroubles?: (target: Labels) => boolean;
}

/** The past of one data source. */
export interface Past {
  /** Fails if this runtime cannot store history at all. */
  open(): Promise<Result<HistoryEngine>>;
  /** Settles when the due samples are stored or have failed. */
  offer(profiles: readonly OfferedProfile[]): Promise<void>;
  /** Judges the samples so far. Fails if they cannot be read, or not in time. */
  judge(question: JudgeQuestion): Promise<Result<Judged>>;
  /**
   * Waits for history on behalf of an answer about now. A local history is awaited without a limit, a server for
   * seconds, and a server that does not answer not at all. Undefined if it is late; `late` says why.
   */
  waitNow: WaitNow;
  late(): Problem;
  /** How this target is sampled; undefined if it is not sampled yet. */
  paceOf(target: Labels): TargetPace | undefined;
}
