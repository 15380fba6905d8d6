// What every reader produces, whatever form the profile came in. Names and states are as the profile writes them;
// core/stack interprets them.
import type { Labels } from '../labels.ts';
import type { TransportUse } from '../transport/model.ts';
import type { TextList } from './kept-texts.ts';
import type { Steps } from '../steps.ts';

export type ProfileKind = 'goroutine' | 'goroutineleak';

/**
 * The form a profile was read from. `debug=3` is CockroachDB's protobuf with one sample per goroutine. `stacks` are
 * frames without headers. The others are named after the tool that wrote them.
 */
export type ProfileFormat =
  | 'debug=0'
  | 'debug=1'
  | 'debug=2'
  | 'debug=3'
  | 'stacks'
  | 'delve'
  | 'gdb'
  | 'pprof -traces'
  | 'pprof -top'
  | 'pprof -raw'
  | 'folded'
  | 'panicparse';

/** One call of a stack. Frames are interned: equal frames of one profile are the same object. */
export interface Frame {
  /** The raw name, as in the profile: `main.(*T[...]).run.func1`. Never empty. */
  readonly function: string;
  /** Empty where the profile has none. */
  readonly file: string;
  /** 0 where the profile has none. */
  readonly line: number;
  /** Line on which the function starts; 0 except in a debug=0 profile of Go 1.20 or later. */
  readonly startLine: number;
}

/** The `created by` of debug=2. */
export interface Creator extends Frame {
  /** Number of the creating goroutine; undefined before Go 1.21, and where the goroutines have different creators. */
  readonly goroutine: number | undefined;
}

/** Numbers of goroutines by whole minutes waited, ascending by minutes. 0 minutes means less than one, or unknown. */
export type WaitHistogram = readonly (readonly [minutes: number, goroutines: number])[];

/** Goroutines of an entry that have waited for the same number of whole minutes, and their numbers. */
export interface WaitNumbers {
  readonly minutes: number;
  readonly count: number;
  readonly meanNumber: number;
  /** Variance of the goroutine numbers. */
  readonly variance: number;
}

/** What only a goroutine's own header (debug=2, debug=3) shows. */
interface HeaderFacts {
  /** The runtime's words without suffixes: `chan receive`, `select (no cases)`, `runnable`. */
  readonly status: string;
  readonly waits: WaitHistogram;
  /** Goroutines that show a wait, ascending by minutes; absent where none does. */
  readonly waitNumbers?: readonly WaitNumbers[];
  readonly lockedToThread: number;
  readonly creator: Creator | undefined;
  /** Lowest and highest goroutine number folded into the entry. */
  readonly firstId: number;
  readonly lastId: number;
  /** Some of the goroutine numbers, at most `sampleIdsPerEntry`, in the order they were read. */
  readonly sampleIds: readonly number[];
}

/** Goroutines of one profile that have the same frames, header words and labels. */
export interface Entry {
  /** Negative only in a delta profile (`seconds=N`). */
  readonly count: number;
  /** How many of them carry the runtime's leak mark. In a goroutineleak profile of debug=0 or 1, all of them. */
  readonly leaked: number;
  /** Innermost first. Empty where the runtime found the stack unavailable. */
  readonly frames: readonly Frame[];
  /**
   * Number of frames missing from `frames`, by the runtime's own elision or by `framesPerStack`. The largest number
   * where goroutines differ. -1 when the runtime gives no number.
   */
  readonly elidedFrames: number;
  /** pprof labels. */
  readonly labels: Labels;
  readonly header: HeaderFacts | undefined;
  /** Program counters, innermost first, as printed: debug=0 where requested, and debug=1 (return addresses). */
  readonly addresses: readonly bigint[];
  /** The text of some goroutines of a dump, with their arguments. It is never stored or sent elsewhere. */
  readonly texts?: TextList;
  /**
   * Set on the entries that hold goroutines beyond `groupsPerProfile`, one per status. Frames and labels are not kept.
   */
  readonly folded?: true;
}

/** Something that could not be read, and its place. */
export interface ReadIssue {
  readonly code: string;
  readonly message: string;
  /** 1-based line of a text profile, or byte offset of a protobuf. */
  readonly line?: number;
  readonly offset?: number;
  /** How often this issue occurred in the profile; only the first place is kept. */
  readonly times: number;
}

/** Why a dump was written, in the words of the program that wrote it. */
export type DumpReason =
  /** `all goroutines are asleep - deadlock!`, `concurrent map writes`, `out of memory`. */
  | { readonly is: 'fatal error'; readonly message: string }
  | { readonly is: 'panic'; readonly value: string; readonly recovered: boolean }
  /** `SIGQUIT`. */
  | { readonly is: 'signal'; readonly name: string }
  | { readonly is: 'thread limit'; readonly threads: number }
  /** `go test` gave up. `after` is its limit, `ran` how long each test had run, in Go's duration format. */
  | { readonly is: 'test timeout'; readonly after: string; readonly tests: readonly RunningTest[] }
  /** Every goroutine of the dump was reported by this checker. */
  | { readonly is: 'leak check'; readonly tool: string }
  | { readonly is: 'lock report'; readonly tool: string };

export interface RunningTest {
  readonly name: string;
  /** Empty where the text does not say. */
  readonly ran: string;
}

/** What the text around a dump says about it. */
export interface DumpContext {
  /** In the order of the text: one panic may follow another. Empty where no reason is given. */
  readonly reasons: readonly DumpReason[];
  /**
   * `whole`: all goroutines of the process should be there. `excerpt`: the writer or a person who copied the dump left
   * some out. What is absent from an excerpt proves nothing.
   */
  readonly extent: 'whole' | 'excerpt';
}

/** One snapshot, as far as it could be read. `parsed + unparsed` counts every goroutine that was seen. */
export interface Profile {
  readonly kind: ProfileKind;
  readonly format: ProfileFormat;
  /** When the target took it, in milliseconds since the epoch; undefined where the profile has no time. */
  readonly timeMs: number | undefined;
  /** Milliseconds; only for `seconds=N` profiles. */
  readonly durationMs: number | undefined;
  /** The number that the profile states (debug=1's header); otherwise the number found. */
  readonly goroutines: number;
  readonly parsed: number;
  /** Goroutines that were announced or begun but could not be read. */
  readonly unparsed: number;
  /** The text or protobuf ended before it was complete. */
  readonly truncated: boolean;
  /** A delta of two moments: counts may be negative. */
  readonly delta: boolean;
  readonly entries: readonly Entry[];
  /** Profiles read with the same `known` have identical `frames` arrays for equal stacks. */
  readonly sharesFrames?: true;
  readonly issues: readonly ReadIssue[];
  /** What the text around a dump says; undefined for debug=0, debug=1 and debug=3. */
  readonly context?: DumpContext;
  /**
   * The file of an archive or the stream of a log that held the profile; undefined where the input holds nothing else.
   */
  readonly part?: string;
  /** The transports of the text, with what was left out of it; undefined where there were none. */
  readonly readAs?: string;
  /** The main binary's path and build id, where the profile has them. */
  readonly build: { readonly binary: string; readonly buildId: string } | undefined;
}

/**
 * The outcome of reading a text: recognised (complete or cut short; see each profile's `truncated`), a profile format
 * that is broken beyond use, or nothing that Parked reads.
 */
export type ReadResult =
  | {
      readonly outcome: 'read';
      readonly profiles: readonly Profile[];
      /** The transports of the text, outermost last; absent where there were none. */
      readonly transports?: readonly TransportUse[];
    }
  | { readonly outcome: 'broken'; readonly format: ProfileFormat; readonly issue: ReadIssue }
  | {
      readonly outcome: 'unrecognised';
      /** What it looks like instead: `html`, `empty`, `heap profile`, `race report`, `unknown`, … */
      readonly looksLike: string;
      /** One sentence that says what to do. */
      readonly hint: string;
    };

/** Takes the decompressed bytes of one source as they arrive, in chunks of any size. Never throws on input. */
export interface ProfileReader {
  push(chunk: Uint8Array): void;
  /** Ends the input. Call this or `finishInSteps`, once. */
  finish(): ReadResult;
  /**
   * Like `finish`, for callers that must stay responsive. A protobuf is read only once it is complete, and may be
   * large.
   */
  finishInSteps(): Steps<ReadResult>;
}

/** What an entry of debug=0 or debug=1 holds of its stack. */
export type CountedStack = Pick<Entry, 'frames' | 'elidedFrames' | 'labels' | 'addresses'>;
