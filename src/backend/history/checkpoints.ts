// The stored state of verdicts. With it, a start reads little history.
import type { Labels } from '../../core/labels.ts';
import type { Fingerprint, Stack } from '../../core/stack/model.ts';
import type { AppendOutcome } from './append-outcome.ts';

export interface Checkpoint {
  readonly text: string;
  /** What was judged last, if that was kept since. */
  readonly judgements: string | undefined;
  /** A stack of the target in a state; undefined if history does not hold it. */
  readonly findStack: (fingerprint: Fingerprint, state: string) => Stack | undefined;
}

export interface KeptJudgements {
  readonly target: Labels;
  readonly text: string;
}

/** One checkpoint per target. Checkpoints of another version of Parked are not read. */
export interface CheckpointStore {
  /** Replaces the target's earlier checkpoint. `stacks` are those that the text names. */
  keep(target: Labels, text: string, stacks: Iterable<Stack>): Promise<AppendOutcome>;
  /** Replaces what was judged last of these targets. */
  keepJudgements(judged: readonly KeptJudgements[]): Promise<AppendOutcome>;
  /** Undefined if there is no readable checkpoint. */
  read(target: Labels): Promise<Checkpoint | undefined>;
  forget(target: Labels): Promise<AppendOutcome>;
}
