// What the sampler asks of its surroundings; service.ts supplies it.
import type { SampleFigures } from '../../core/sample/model.ts';
import type { Labels } from '../../core/labels.ts';
import type { Problem } from '../../core/problem.ts';
import type { Profile, ProfileKind } from '../../core/profile/model.ts';

/** Time that passes, and time as people read it. */
export interface Clock {
  /** Milliseconds since the epoch; may be set back. */
  readonly nowMs: () => number;
  /** Only ever goes forward; from no fixed start. */
  readonly monotonicMs: () => number;
  /** Calls back once; returns what calls it off. */
  readonly wait: (delayMs: number, callback: () => void) => () => void;
}

/** A target as far as the sampler is concerned. */
export interface SampledTarget {
  readonly labels: Labels;
  /** `host:port`, for messages. */
  readonly host: string;
}

export type SampledProfile =
  | { readonly outcome: 'fetched'; readonly profile: Profile; readonly atMs: number; readonly tookMs: number }
  | { readonly outcome: 'failed'; readonly problem: Problem };

/** A debug=2 dump that was taken. */
export type TakenDump =
  | {
      readonly outcome: 'taken';
      readonly text: Uint8Array;
      readonly goroutines: number;
      readonly tookMs: number;
      /** There was more than is kept. */
      readonly cut: boolean;
    }
  | { readonly outcome: 'failed'; readonly problem: Problem };

/** Where profiles and figures come from: the targets of one data source. */
export interface WantedProfile {
  readonly kind: ProfileKind;
  /** How old it may be; undefined: as the freshness rule says. */
  readonly maxAgeMs: number | undefined;
}

export interface SampleSource {
  /** As discovery knows them now. */
  listTargets(signal: AbortSignal): Promise<readonly SampledTarget[]>;
  /** Shared with live queries: one fetch in flight a target. */
  fetchProfile(target: SampledTarget, wanted: WantedProfile, signal: AbortSignal): Promise<SampledProfile>;
  /** Stops the target's world for as long as it takes to write every goroutine. */
  takeDump(target: Labels, signal: AbortSignal): Promise<TakenDump>;
  /** Null: the target has no metrics, or they can't be read. */
  readFigures(target: SampledTarget, signal: AbortSignal): Promise<SampleFigures | null>;
}
