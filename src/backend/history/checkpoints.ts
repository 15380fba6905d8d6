// What an engine keeps of verdicts, so that a start reads little history.
import type { Labels } from '../../core/labels.ts';
import type { Fingerprint, Stack } from '../../core/stack/model.ts';
import type { AppendOutcome } from './append-outcome.ts';

export interface Checkpoint {
  readonly text: string;
  /** A stack of the target in a state; undefined if history does not hold it. */
  readonly findStack: (fingerprint: Fingerprint, state: string) => Stack | undefined;
}

/** One checkpoint a target. Those of another version of Parked are not read. */
export interface CheckpointStore {
  /** Takes the place of the one before. */
  keep(target: Labels, text: string): Promise<AppendOutcome>;
  /** Undefined if there is none, or none that can be read. */
  read(target: Labels): Promise<Checkpoint | undefined>;
  forget(target: Labels): Promise<AppendOutcome>;
}
