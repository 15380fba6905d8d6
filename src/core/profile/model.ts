// What every reader produces, whatever form the profile came in. Names and states are still as the profile spells
// them; what they mean is the business of core/stack.
import type { Labels } from '../labels.ts';
import type { TransportUse } from '../transport/model.ts';
import type { GoroutineText } from './goroutine-texts.ts';
import type { Steps } from '../steps.ts';

export type ProfileKind = 'goroutine' | 'goroutineleak';

/**
 * The form a profile was read from. `debug=3` is CockroachDB's protobuf with one sample a goroutine, `stacks` are frames without
 * headers; the others are named after the tool that wrote them.
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
  /** Raw, as the profile has it: `main.(*T[...]).run.func1`. Never empty. */
  readonly function: string;
  /** Empty where the profile has none. */
  readonly file: string;
  /** 0 where the profile has none. */
  readonly line: number;
  /** Where the function starts; 0 unless a debug=0 profile of Go 1.20 or later says it. */
  readonly startLine: number;
}

/** The `created by` of debug=2. */
export interface Creator extends Frame {
  /** Number of the creating goroutine; undefined before Go 1.21, and where goroutines of different creators share the entry. */
  readonly goroutine: number | undefined;
}

/** How many goroutines of an entry have waited how many whole minutes; ascending by minutes. 0 means less than one, or unknown to the runtime. */
export type WaitHistogram = readonly (readonly [minutes: number, goroutines: number])[];

/** Goroutines of an entry that have waited for the same number of whole minutes, and their numbers. */
export interface WaitNumbers {
  readonly minutes: number;
  readonly count: number;
  readonly meanNumber: number;
  /** Of the numbers around their mean. */
  readonly variance: number;
}

/** What only a goroutine's own header (debug=2, debug=3) tells. */
export interface HeaderFacts {
  /** The runtime's words without suffixes: `chan receive`, `select (no cases)`, `runnable`. */
  readonly status: string;
  readonly waits: WaitHistogram;
  /** Of those who show a wait, ascending by minutes; absent where no goroutine of the entry does. */
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
  /** How many of them carry the runtime's leak mark; in a goroutineleak profile of debug=0 or 1 all of them. */
  readonly leaked: number;
  /** Innermost first. May be empty: the runtime can find a stack unavailable. */
  readonly frames: readonly Frame[];
  /**
   * Frames left out of `frames`, by the runtime's own elision or by `framesPerStack`; the most of any of its goroutines, where they
   * differ; -1 when the runtime doesn't say how many.
   */
  readonly elidedFrames: number;
  /** pprof labels. */
  readonly labels: Labels;
  readonly header: HeaderFacts | undefined;
  /** debug=0, where they were asked for, and debug=1: program counters, innermost first, as printed (debug=1's are return addresses). */
  readonly addresses: readonly bigint[];
  /** The text of some goroutines of a dump, with their arguments. It never leaves the process that read it. */
  readonly texts?: readonly GoroutineText[];
  /** Set on what holds the goroutines beyond `groupsPerProfile`, one entry a status: their frames and labels are not kept. */
  readonly folded?: true;
}

/** Something that could not be read, with the place where it stands. */
export interface ReadIssue {
  readonly code: string;
  readonly message: string;
  /** 1-based line of a text profile, or byte offset of a protobuf. */
  readonly line?: number;
  readonly offset?: number;
  /** How often this issue occurred in the profile; only the first place is kept. */
  readonly times: number;
}

/** Why a dump was written, in the words of whoever wrote it. */
export type DumpReason =
  /** `all goroutines are asleep - deadlock!`, `concurrent map writes`, `out of memory`. */
  | { readonly is: 'fatal error'; readonly message: string }
  | { readonly is: 'panic'; readonly value: string; readonly recovered: boolean }
  /** `SIGQUIT`. */
  | { readonly is: 'signal'; readonly name: string }
  | { readonly is: 'thread limit'; readonly threads: number }
  /** `go test` gave up: `after` is its limit, `ran` how long each test had run, as Go writes durations. */
  | { readonly is: 'test timeout'; readonly after: string; readonly tests: readonly RunningTest[] }
  /** Every goroutine of the dump was reported by this checker. */
  | { readonly is: 'leak check'; readonly tool: string }
  | { readonly is: 'lock report'; readonly tool: string };

export interface RunningTest {
  readonly name: string;
  /** Empty where the text does not say. */
  readonly ran: string;
}

/** What a text says about the dump it holds. */
export interface DumpContext {
  /** In the order of the text: one panic may follow another. Empty where nobody says why. */
  readonly reasons: readonly DumpReason[];
  /**
   * `whole`: all goroutines of the process are meant to be there. `excerpt`: some were left out, by whoever wrote the dump or by
   * whoever copied it; what is absent from an excerpt proves nothing.
   */
  readonly extent: 'whole' | 'excerpt';
}

/** One snapshot, read as far as it could be read. `parsed + unparsed` accounts for every goroutine that was seen. */
export interface Profile {
  readonly kind: ProfileKind;
  readonly format: ProfileFormat;
  /** When the target took it, milliseconds since the epoch; undefined where the profile carries no time. */
  readonly timeMs: number | undefined;
  /** `seconds=N` profiles only. */
  readonly durationMs: number | undefined;
  /** What the profile itself says it holds (debug=1's header); otherwise what was found. */
  readonly goroutines: number;
  readonly parsed: number;
  /** Announced or begun, yet not readable. */
  readonly unparsed: number;
  /** The text or protobuf ended before it was complete. */
  readonly truncated: boolean;
  /** A delta of two moments: counts may be negative. */
  readonly delta: boolean;
  readonly entries: readonly Entry[];
  /** Profiles read with the same `known` have the same `frames` arrays for the same stacks. */
  readonly sharesFrames?: true;
  readonly issues: readonly ReadIssue[];
  /** What stood around a dump; undefined for debug=0, debug=1 and debug=3. */
  readonly context?: DumpContext;
  /** The file of an archive, or the stream of a log, that the profile was found in; undefined where the input holds nothing else. */
  readonly part?: string;
  /** What had carried the text it was found in, with what was left out of it; undefined where nothing had. */
  readonly readAs?: string;
  /** Module and mapping facts where the profile has them: main binary's path and build id. */
  readonly build: { readonly binary: string; readonly buildId: string } | undefined;
}

/**
 * How a text was taken: recognised (whole or cut short: see each profile's `truncated`), a profile format that is broken beyond
 * use, or nothing that Parked reads.
 */
export type ReadResult =
  | {
      readonly outcome: 'read';
      readonly profiles: readonly Profile[];
      /** What had carried the text, outermost last; left out where nothing had. */
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

/** Takes the bytes of one source as they arrive, decompressed, in chunks of any size. Never throws on input. */
export interface ProfileReader {
  push(chunk: Uint8Array): void;
  /** Ends the input. Call this or `finishInSteps`, once. */
  finish(): ReadResult;
  /** The same for who has others to serve: a protobuf is read when all of it is there, and may be large. */
  finishInSteps(): Steps<ReadResult>;
}

/** What an entry of debug=0 or debug=1 knows of its stack. */
export type CountedStack = Pick<Entry, 'frames' | 'elidedFrames' | 'labels' | 'addresses'>;
