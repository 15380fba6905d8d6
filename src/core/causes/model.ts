// What Parked knows about why goroutines leak: one record a cause.
import type { Clues } from './clues.ts';
import type { CauseId } from './ids.ts';

export { causeIds, type CauseId } from './ids.ts';
export type { SourceText, StackFacts } from './stack-facts.ts';

/** A mistake and its correction, in Go that compiles. The tests compile, run and catch both. */
export interface Example {
  /** Package in which the code lives, a department of the shop that all examples belong to. */
  readonly package: string;
  /** Import paths of everything below; each file takes those that it uses. */
  readonly imports: readonly string[];
  /** Code that both versions share and readers should see. */
  readonly given?: string;
  readonly before: string;
  readonly after: string;
  /** Code that only running it needs: servers, drivers. */
  readonly support?: string;
  /** Statements that make the mistake once. */
  readonly drive: string;
  /** Statements that end what stays on purpose, such as idle connections. */
  readonly cleanup?: string;
  /** Normalised name of the function in which the leaked goroutines wait. */
  readonly waitsIn: string;
  /** Whether the runtime's leak profile lists them. It misses what can still be reached, and whatever sleeps or waits for I/O. */
  readonly proven: boolean;
  /** One stack is not enough to tell: the locks of a whole dump are. */
  readonly decidedByDump?: true;
}

/** One reason for which goroutines leak. */
export interface Cause {
  readonly id: CauseId;
  /** A heading: `Nobody receives`. */
  readonly name: string;
  /** How it looks in a stack, in words. */
  readonly looksLike: string;
  /** Goroutines of the example, as debug=2 prints them. */
  readonly excerpt: string;
  readonly why: string;
  /** What to change, in a sentence or two. */
  readonly fix: string;
  readonly example: Example;
  /** What catches the next one before production. */
  readonly prevention: readonly string[];
  /** Per cent of leaks in one published table; null where it has no figure. */
  readonly sharePercent: number | null;
  /** How common it is, in words. */
  readonly howCommon: string;
  /**
   * The odds of this cause against the others for one stack: its share in per cent times what the clues speak for or
   * against it. Null when it does not fit.
   */
  readonly weigh: (clues: Clues) => number | null;
}
