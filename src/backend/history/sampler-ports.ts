// Dependencies of the sampler. service.ts supplies them.
import type { SampleFigures } from '../../core/sample/model.ts';
import type { Labels } from '../../core/labels.ts';
import type { Problem } from '../../core/problem.ts';
import type { Profile, ProfileKind } from '../../core/profile/model.ts';

/** Wall-clock and monotonic time. */
export interface Clock {
  /** Milliseconds since the epoch. May be set back. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds from an arbitrary start. */
  readonly monotonicMs: () => number;
  /** Calls back once. Returns a function that cancels. */
  readonly wait: (delayMs: number, callback: () => void) => () => void;
}

/** A target as the sampler sees it. */
export interface SampledTarget {
  readonly labels: Labels;
  /** `host:port`, for messages. */
  readonly host: string;
}

export type SampledProfile =
  | { readonly outcome: 'fetched'; readonly profile: Profile; readonly atMs: number; readonly tookMs: number }
  | { readonly outcome: 'failed'; readonly problem: Problem };

/** The result of taking a debug=2 dump. */
export type TakenDump =
  | {
      readonly outcome: 'taken';
      readonly text: Uint8Array;
      readonly profile: Profile;
      readonly tookMs: number;
      /** Whether the text was cut at the bound. */
      readonly cut: boolean;
    }
  | { readonly outcome: 'failed'; readonly problem: Problem };

/** The requested profile. */
interface WantedProfile {
  readonly kind: ProfileKind;
  /** Maximum age in milliseconds; undefined for the freshness rule. */
  readonly maxAgeMs: number | undefined;
}

export interface SampleSource {
  /** The current targets, including discovered ones. */
  listTargets(signal: AbortSignal): Promise<readonly SampledTarget[]>;
  /** Shared with live queries: at most one fetch in flight per target. */
  fetchProfile(target: SampledTarget, wanted: WantedProfile, signal: AbortSignal): Promise<SampledProfile>;
  /** Pauses the target while it writes every goroutine. */
  takeDump(target: Labels, signal: AbortSignal): Promise<TakenDump>;
  /** Null if the target has no metrics or they cannot be read. */
  readFigures(target: SampledTarget, signal: AbortSignal): Promise<SampleFigures | null>;
}
