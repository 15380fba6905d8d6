// What one stack means.
import type { Labels } from '../labels.ts';
import type { Entry, Frame, Profile } from '../profile/model.ts';

declare const fingerprintBrand: unique symbol;
/** 16 hex digits that name a stack: the same from debug=0, 1 and 2, across builds and line-number changes. */
export type Fingerprint = string & { readonly [fingerprintBrand]: true };

/** A frame as people should read it. */
export interface StackFrame {
  /** Normalised: `main.worker.func`, `shop/cart.(*Store).Put`. */
  readonly name: string;
  /** The frame it was made from, raw. */
  readonly raw: Frame;
  /** Part of the program's own module, as against dependencies and the standard library. */
  readonly own: boolean;
}

/** One stack, read: what it waits for, which frames count, and its name. */
export interface Stack {
  readonly fingerprint: Fingerprint;
  /** Why it is parked, in the runtime's spelling; `running` also for runnable and preempted. */
  readonly state: string;
  /** Innermost first, without the frames that identity drops (the runtime's own and wrappers). */
  readonly frames: readonly StackFrame[];
  /** Index into `frames` of the innermost own-code frame; -1 when there is none. */
  readonly ownFrame: number;
  /**
   * Index into `frames` of the frame that `function` and `location` are of; -1 when there are no frames. Of those that the
   * fingerprint covers, the innermost own-code frame, else the innermost outside the standard library, else the
   * innermost: so a fingerprint has one function, whatever stands further out.
   */
  readonly keyFrame: number;
  /** Normalised name of that frame; empty when there are no frames. */
  readonly function: string;
  /** `file.go:21` of that same frame: base name and line. Empty where unknown. */
  readonly location: string;
  /** The goroutine that runs `main.main`. */
  readonly main: boolean;
  /** The goroutine that writes this very profile: set apart and counted, never listed. */
  readonly profiler: boolean;
  /** The runtime's own (`GC worker (idle)`, `finalizer wait`, …): never a leak. */
  readonly system: boolean;
}

/** An entry of a profile, understood. */
export interface InterpretedEntry {
  readonly entry: Entry;
  readonly stack: Stack;
  /** Normalised name of the function that started the goroutines; empty for a goroutine that nobody created, null where the profile does not say. */
  readonly creator: string | null;
  /** The pprof labels that are kept. */
  readonly labels: Labels;
}

/** What to make of a profile beyond what it says itself. */
export interface InterpretOptions {
  /** Module prefixes that alone are own code; empty: what the profile's file names suggest. */
  readonly ownCode: readonly string[];
  /** pprof labels to keep; all others are dropped. */
  readonly labelKeys: readonly string[];
}

/** A profile whose stacks are understood; entries in the profile's order. */
export interface InterpretedProfile {
  readonly profile: Profile;
  readonly entries: readonly InterpretedEntry[];
  /** The pprof labels that were kept. */
  readonly labelKeys: readonly string[];
  /** Goroutines that wrote the profile itself. */
  readonly profilers: number;
}
