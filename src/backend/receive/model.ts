// Profiles that arrive without a request, and their outcomes.
import type { Labels } from '../../core/labels.ts';
import type { Profile, ProfileKind } from '../../core/profile/model.ts';

/** A profile that a process sent, or that another program sent for it. */
export interface Arrival {
  /** The label set of its target. */
  readonly labels: Labels;
  readonly kind: ProfileKind;
  readonly profile: Profile;
  /** When it was taken, in milliseconds since the epoch. */
  readonly atMs: number;
  /** Size in transit. */
  readonly bytes: number;
}

export const arrivalOutcomes = [
  'taken',
  /** Not a profile of goroutines. */
  'other_kind',
  'unreadable',
  'invalid_labels',
  'out_of_window',
  'too_often',
  'too_many_targets',
  'memory_full',
] as const;

export type ArrivalOutcome = (typeof arrivalOutcomes)[number];

/** A refusal tells its sender the reason. A drop is not the sender's fault. */
export type Received =
  | { readonly outcome: 'taken' | 'other_kind' }
  | { readonly outcome: Exclude<ArrivalOutcome, 'taken' | 'other_kind'>; readonly message: string };
