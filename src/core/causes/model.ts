// What Parked knows about why goroutines leak: one record per cause.
import type { Clues } from './clues.ts';
import type { CauseId } from './ids.ts';

export { causeIds, type CauseId } from './ids.ts';
export type { SourceText, StackFacts } from './stack-facts.ts';

/** A mistake and its correction, in Go that compiles. The tests compile, run and catch both. */
export interface Example {
  /** Package of the code. Each is a department of the shop in all examples. */
  readonly package: string;
  /** Import paths of all code below; each file takes those that it uses. */
  readonly imports: readonly string[];
  /** Code that both versions share and readers should see. */
  readonly given?: string;
  readonly before: string;
  readonly after: string;
  /** Code needed only to run the example: servers, drivers. */
  readonly support?: string;
  /** Statements that make the mistake once. */
  readonly drive: string;
  /** Statements that end goroutines that stay on purpose, such as idle connections. */
  readonly cleanup?: string;
  /** Normalised name of the function in which the leaked goroutines wait. */
  readonly waitsIn: string;
  /** Whether the runtime's leak profile lists them. It misses goroutines that are reachable, sleep or wait for I/O. */
  readonly proven: boolean;
  /** One stack is not enough; the locks of a whole dump decide. */
  readonly decidedByDump?: true;
}

/** One reason for which goroutines leak. */
export interface Cause {
  readonly id: CauseId;
  /** A heading: `Nobody receives`. */
  readonly name: string;
  /** How it looks in a stack, in words. */
  readonly looksLike: string;
  /** Goroutines of the example as debug=2 prints them. */
  readonly excerpt: string;
  readonly why: string;
  /** What to change, in a sentence or two. */
  readonly fix: string;
  readonly example: Example;
  /** What catches the next one before production. */
  readonly prevention: readonly string[];
  /** Per cent of leaks in one published table; null where the table has no figure. */
  readonly sharePercent: number | null;
  /** How common it is, in words. */
  readonly howCommon: string;
  /**
   * The odds of this cause against the others for one stack: its share in per cent times the factors of the clues. Null
   * when it does not fit.
   */
  readonly weigh: (clues: Clues) => number | null;
}
