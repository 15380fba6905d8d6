// What Parked knows about why goroutines leak: one record a cause, and the facts it judges a stack by.
import type { Labels } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { Clues } from './clues.ts';

export const causeIds = [
  'forgotten-sender',
  'forgotten-receiver',
  'missing-cancellation',
  'early-return',
  'range-over-unclosed',
  'loop-without-exit',
  'ticker-not-stopped',
  'orphaned-worker',
  'waitgroup-without-done',
  'lock-never-released',
  'double-lock',
  'lock-order',
  'recursive-read-lock',
  'lock-held-while-waiting',
  'lost-signal',
  'nil-channel',
  'empty-select',
  'time-after-in-loop',
  'errgroup-without-wait',
  'iterator-not-stopped',
  'pipe-not-closed',
  'subprocess-never-exits',
  'network-without-deadline',
  'http-body-not-closed',
  'idle-http-connections',
  'http-request-without-timeout',
  'http-server-without-timeout',
  'sql-rows-not-closed',
  'sql-tx-not-finished',
  'sql-db-not-closed',
  'grpc-stream-not-drained',
  'grpc-connection-not-closed',
  'grpc-call-without-deadline',
  'consumer-not-closed',
  'kubernetes-watch-not-stopped',
] as const;
/** Names a cause in answers, in alerts and in the address of its page. */
export type CauseId = (typeof causeIds)[number];

/** Lines of a source file, as far as they are at hand: one line, a function, or all of it. */
export interface SourceText {
  readonly text: string;
  /** Number of the first line of `text`; 1 for a whole file. */
  readonly firstLine: number;
}

/** What is known of the goroutines beyond their stack. Whatever is missing counts as unknown. */
export interface StackFacts {
  /** The frames as the profile has them: debug=0 names the runtime's operation. */
  readonly rawFrames?: readonly Frame[];
  /** The function in `created by`, raw or normalised. */
  readonly creator?: string | undefined;
  /** How many of them the runtime's leak profile lists; undefined when nobody has asked it. */
  readonly leaked?: number | undefined;
  /** Whole minutes waited, of those whose wait is known. */
  readonly waitMinutes?: { readonly min: number; readonly max: number } | undefined;
  /** pprof labels, which a goroutine inherits from the one that started it. */
  readonly labels?: Labels | undefined;
  /** What the locks of the whole dump say of it; undefined where they say nothing. */
  readonly lock?: CauseId | undefined;
  /** Source around the innermost own-code frame, better the whole file. Its line is the frame's. */
  readonly source?: SourceText | undefined;
}

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
