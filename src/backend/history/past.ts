// The past of data sources as answers see it: what is kept, and whether anything is being added to it.
import type { Verdicts } from '../../core/analysis/suspects/model.ts';
import type { Labels, Matcher } from '../../core/labels.ts';
import type { Notice, Result } from '../../core/problem.ts';
import type { Profile } from '../../core/profile/model.ts';
import type { HistoryEngine } from './port.ts';
import type { TargetPace } from './sampler/target-pace.ts';

export type { Hindrance, TargetPace } from './sampler/target-pace.ts';

/** A profile that was fetched to answer somebody, which may serve as a sample too. */
export interface OfferedProfile {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Which verdicts an answer needs. */
export interface JudgeQuestion {
  /** Target labels that keep verdicts apart. */
  readonly per: readonly string[];
  readonly targets: readonly Matcher[];
  /** As things were then; undefined: as they are now. */
  readonly atMs: number | undefined;
  /** How long to wait for verdicts that are being worked out from history, after a start. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export interface Judged {
  readonly verdicts: Verdicts;
  /** From when on there are samples of the targets asked for; null: there are none. */
  readonly fromMs: number | null;
  /** Targets, of all there are, whose past is still to be judged again after a start; as a rule none. */
  readonly waiting: number;
  readonly total: number;
  readonly notices: readonly Notice[];
}

/** The past of one data source. */
export interface Past {
  /** Fails where this runtime cannot keep a history at all. */
  open(): Promise<Result<HistoryEngine>>;
  /** Settles when those that are due are kept, or known not to be. */
  offer(profiles: readonly OfferedProfile[]): Promise<void>;
  /** What the samples so far say of leaks. Fails where they can't be read, or not in time. */
  judge(question: JudgeQuestion): Promise<Result<Judged>>;
  /** How this target is sampled; undefined: it isn't, or not yet. */
  paceOf(target: Labels): TargetPace | undefined;
}
