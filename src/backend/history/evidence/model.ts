// The evidence stored when a stack begins to leak: the whole profile of its process, and a dump if one was taken. It
// outlives the process, which may be killed for its memory.
import type { Grade } from '../../../core/analysis/model.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import type { BaselineTarget } from '../baselines.ts';
import type { AppendOutcome } from '../append-outcome.ts';

/** A debug=2 dump as it was printed. */
interface KeptDump {
  readonly text: Uint8Array;
  readonly goroutines: number;
  readonly tookMs: number;
  /** Whether the text was cut at the bound. */
  readonly cut: boolean;
}

export interface NewEvidence {
  readonly target: Labels;
  /** When it was stored, in whole milliseconds since the epoch. */
  readonly atMs: number;
  /** The stack that began to leak. */
  readonly fingerprint: string;
  readonly function: string;
  readonly grade: Grade;
  readonly profile: BaselineTarget;
  readonly dump: KeptDump | null;
  /** Why no dump was taken; null if one was. */
  readonly noDump: string | null;
}

export interface EvidenceSummary extends Omit<NewEvidence, 'profile' | 'dump'> {
  readonly id: number;
  readonly goroutines: number;
  readonly dump: (Omit<KeptDump, 'text'> & { readonly bytes: number }) | null;
}

export interface KeptEvidence extends EvidenceSummary {
  readonly profile: BaselineTarget;
  /** The dump; null if none was taken. Reading it requires the role in `dumps.role`. */
  readonly text: Uint8Array | null;
}

/** The stored evidence of one data source. Failures outside Parked are returned as problems and never thrown. */
export interface EvidenceStore {
  /**
   * Stores evidence and frees space for it. The oldest evidence of the same target is deleted first, entries without a
   * dump before those with one. After that, the oldest of all is deleted.
   */
  keep(evidence: NewEvidence): Promise<AppendOutcome>;
  /** Ascending by time, both ends included. */
  list(
    targets: readonly Matcher[],
    range: { readonly fromMs: number; readonly toMs: number },
  ): Promise<Result<readonly EvidenceSummary[]>>;
  /** Undefined if the entry no longer exists. */
  read(id: number): Promise<Result<KeptEvidence | undefined>>;
}

/** The problem for data sources whose history cannot store evidence. */
export const noEvidence: Problem = {
  code: 'no_evidence',
  status: 501,
  source: 'downstream',
  message: 'Only the embedded history keeps dumps and profiles of onsets.',
};
