// The interpretation of one stack.
import type { Labels } from '../labels.ts';
import type { Entry, Frame, Profile } from '../profile/model.ts';

declare const fingerprintBrand: unique symbol;
/** 16 hex digits that identify a stack. Equal for debug=0, 1 and 2, across builds and changes of line numbers. */
export type Fingerprint = string & { readonly [fingerprintBrand]: true };

/** A frame in readable form. */
export interface StackFrame {
  /** Normalised: `main.worker.func`, `shop/cart.(*Store).Put`. */
  readonly name: string;
  /** The raw frame. */
  readonly raw: Frame;
  /** Part of the program's own module, rather than a dependency or the standard library. */
  readonly own: boolean;
}

/** One interpreted stack: what it waits for, which frames count, and its fingerprint. */
export interface Stack {
  readonly fingerprint: Fingerprint;
  /** Why it is parked, in the runtime's words. `running` includes runnable and preempted. */
  readonly state: string;
  /** Innermost first, without the frames that fingerprints drop (the runtime's own and wrappers). */
  readonly frames: readonly StackFrame[];
  /** Index into `frames` of the innermost own-code frame; -1 when there is none. */
  readonly ownFrame: number;
  /**
   * Index into `frames` of the frame behind `function` and `location`; -1 when there are no frames. It is the innermost
   * own-code frame that the fingerprint covers, else the innermost outside the standard library, else the innermost. So
   * a fingerprint has one function, whatever is further out.
   */
  readonly keyFrame: number;
  /** Normalised name of that frame; empty when there are no frames. */
  readonly function: string;
  /** `file.go:21` of that frame: base name and line. Empty where unknown. */
  readonly location: string;
  /** The goroutine that runs `main.main`. */
  readonly main: boolean;
  /** The goroutine that writes this very profile. It is counted separately and never listed. */
  readonly profiler: boolean;
  /** A goroutine of the runtime (`GC worker (idle)`, `finalizer wait`, …), which is never a leak. */
  readonly system: boolean;
}

/** An interpreted entry of a profile. */
export interface InterpretedEntry {
  readonly entry: Entry;
  readonly stack: Stack;
  /**
   * Normalised name of the function that started the goroutines; empty where nothing created them, null where the
   * profile does not have it.
   */
  readonly creator: string | null;
  /** The pprof labels that are kept. */
  readonly labels: Labels;
}

/** What the interpretation needs beyond the profile. */
export interface InterpretOptions {
  /** Module prefixes that alone are own code. Empty: own code is inferred from the profile's file names. */
  readonly ownCode: readonly string[];
  /** pprof labels to keep; all others are dropped. */
  readonly labelKeys: readonly string[];
}

/** An interpreted profile. Entries keep the profile's order. */
export interface InterpretedProfile {
  readonly profile: Profile;
  readonly entries: readonly InterpretedEntry[];
  /** The pprof labels that were kept. */
  readonly labelKeys: readonly string[];
  /** Number of goroutines that wrote the profile itself. */
  readonly profilers: number;
}
