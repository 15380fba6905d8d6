// The model of a service's verdict.
import type { Labels } from '../labels.ts';
import type { CauseId } from '../causes/model.ts';
import type { Fingerprint } from '../stack/model.ts';
import type { Grade } from './model.ts';
import type { Diagnosis, ProcessOutline, Suspect } from './suspects/model.ts';

export type ServiceState = 'leaking' | 'rising' | 'quiet' | 'unknown';
export type UnknownReason = 'too-early' | 'stale' | 'unreadable' | 'paused' | 'ended';

export interface ServiceVerdict {
  /** Labels that name the row. */
  readonly per: Labels;
  readonly state: ServiceState;
  /** Why the state is unknown; null for other states. */
  readonly reason: UnknownReason | null;
  /** One sentence for people. */
  readonly sentence: string;
  /** The most severe deadlock as a drawing, line by line; empty if none is known. */
  readonly circle: readonly string[];
  /** The most serious suspect; null if there is none. */
  readonly worst: WorstStack | null;
  /** When the worst stack began to grow. */
  readonly sinceMs: number | null;
  /** When its growth stopped; null while it grows. */
  readonly stoppedMs: number | null;
  /** Growth of the worst stack, or of all goroutines; null if only one sample is known. */
  readonly growthPerMinute: number | null;
  /** Sum over all processes of their newest samples; null if none is known. */
  readonly goroutines: number | null;
  readonly timeLeft: Suspect['timeLeft'];
  /** When there is enough data for the next grade; null if unknown. */
  readonly nextMs: number | null;
  /** Sentences that say what would make the verdict more certain. */
  readonly surer: readonly string[];
}

export interface WorstStack {
  readonly fingerprint: Fingerprint;
  readonly function: string;
  readonly location: string;
  readonly state: string;
  readonly count: number;
  readonly cause: CauseId | null;
  readonly grade: Grade;
}

/** A problem of a target that its samples do not show. */
export interface TargetTrouble {
  readonly labels: Labels;
  readonly reason: 'unreadable' | 'paused';
}

/** What is known of one service when it is judged. */
export interface Service {
  readonly per: Labels;
  readonly suspects: Suspect[];
  readonly diagnoses: Diagnosis[];
  readonly processes: ProcessOutline[];
  readonly troubles: TargetTrouble[];
  targets: number;
}

export type StateAndReason = Pick<ServiceVerdict, 'state' | 'reason'>;
