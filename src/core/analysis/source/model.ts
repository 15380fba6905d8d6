// The model of a function's lines and the goroutines parked at each.
import type { Fingerprint } from '../../stack/model.ts';
import type { Frame } from '../../profile/model.ts';

/** Goroutines whose stacks pass through one line of a function. */
export interface ParkedLine {
  readonly line: number;
  readonly count: number;
  /** By state, the most frequent first. */
  readonly states: readonly (readonly [state: string, count: number])[];
  /** Fingerprint of the stack with the most goroutines here. */
  readonly fingerprint: Fingerprint;
}

/** One function in one file, without its closures. */
export interface ParkedFunction {
  /** Normalised name. */
  readonly name: string;
  /** One of its frames, as the profile has it. */
  readonly frame: Frame;
  /** Whether it belongs to the program's own module. */
  readonly own: boolean;
  readonly goroutines: number;
  /** Ascending. */
  readonly lines: readonly ParkedLine[];
}

/** A line to show. */
export interface SourceLine {
  readonly line: number;
  /** Undefined if the source is not available. */
  readonly text: string | undefined;
  readonly parked: ParkedLine | undefined;
}
