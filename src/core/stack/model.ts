// What one stack means.
import type { Frame } from '../profile/model.ts';

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
  /** Normalised name of the innermost own-code frame, else of the innermost frame; empty when there are no frames. */
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
