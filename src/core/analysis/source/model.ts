// The lines of a function with the goroutines parked on each.
import type { Fingerprint } from '../../stack/model.ts';
import type { Frame } from '../../profile/model.ts';

/** Goroutines whose stacks pass through one line of a function. */
export interface ParkedLine {
  readonly line: number;
  readonly count: number;
  /** By state, the most frequent first. */
  readonly states: readonly (readonly [state: string, count: number])[];
  /** Of the stack with the most goroutines here. */
  readonly fingerprint: Fingerprint;
}

/** One function, closures within it apart, in one file. */
export interface ParkedFunction {
  /** Normalised. */
  readonly name: string;
  /** One of its frames, as the profile has it. */
  readonly frame: Frame;
  /** Of the program's own module. */
  readonly own: boolean;
  readonly goroutines: number;
  /** Ascending. */
  readonly lines: readonly ParkedLine[];
}

/** A line to show. */
export interface SourceLine {
  readonly line: number;
  /** Undefined where the source is not at hand. */
  readonly text: string | undefined;
  readonly parked: ParkedLine | undefined;
}
