// What is kept of a process when one of its stacks begins to leak: its whole profile, and a dump where one was taken.
// It outlives the process that was killed for its memory.
import type { Grade } from '../../../core/analysis/model.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import type { BaselineTarget } from '../baselines.ts';
import type { AppendOutcome } from '../append-outcome.ts';

/** A debug=2 dump, as it was printed. */
export interface KeptDump {
  readonly text: Uint8Array;
  readonly goroutines: number;
  readonly tookMs: number;
  /** There was more than is kept. */
  readonly cut: boolean;
}

export interface NewEvidence {
  readonly target: Labels;
  /** When it was kept, whole milliseconds since the epoch. */
  readonly atMs: number;
  /** The stack that began to leak. */
  readonly fingerprint: string;
  readonly function: string;
  readonly grade: Grade;
  readonly profile: BaselineTarget;
  readonly dump: KeptDump | null;
  /** Why no dump was taken; null where one was. */
  readonly noDump: string | null;
}

export interface EvidenceSummary extends Omit<NewEvidence, 'profile' | 'dump'> {
  readonly id: number;
  readonly goroutines: number;
  readonly dump: (Omit<KeptDump, 'text'> & { readonly bytes: number }) | null;
}

export interface KeptEvidence extends EvidenceSummary {
  readonly profile: BaselineTarget;
  /** The dump; null where none was taken. Only who has the role of `dumps.role` may read it. */
  readonly text: Uint8Array | null;
}

/** The kept evidence of one data source. Nothing here throws for what is outside Parked's hands. */
export interface EvidenceStore {
  /** Makes room for it: the oldest of the same target go first, then the oldest of all. */
  keep(evidence: NewEvidence): Promise<AppendOutcome>;
  /** Ascending by time, both ends included. */
  list(
    targets: readonly Matcher[],
    range: { readonly fromMs: number; readonly toMs: number },
  ): Promise<Result<readonly EvidenceSummary[]>>;
  /** Undefined: there is none of that number any more. */
  read(id: number): Promise<Result<KeptEvidence | undefined>>;
}

/** For data sources whose history has no room for it. */
export const noEvidence: Problem = {
  code: 'no_evidence',
  status: 501,
  source: 'downstream',
  message: 'Dumps and profiles of onsets are kept by the embedded history alone.',
};
