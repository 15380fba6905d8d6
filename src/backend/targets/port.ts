// What the rest of the backend asks of the targets room.
import type { Labels, Matcher } from '../../core/labels.ts';
import type { ProcessFigures } from '../../core/metrics/model.ts';
import type { Notice, Problem, Result } from '../../core/problem.ts';
import type { Profile, ProfileKind } from '../../core/profile/model.ts';
import type { DataSourceInstance } from '../../core/query/request.ts';
import type { DiscoveryType } from '../../core/query/settings-discovery.ts';
import type { Settings } from '../../core/query/settings.ts';
import type { SourcePlace } from '../../core/stack/source-place.ts';

/** One Go process that serves profiles. Its identity is its label set. */
export interface Target {
  readonly labels: Labels;
  /** `host:port`, for messages: never a path, never credentials. */
  readonly host: string;
}

/** The data source whose targets are meant. Fetches are shared within one of these, never across. */
export interface DataSourceRef {
  readonly orgId: number;
  readonly instance: DataSourceInstance;
  readonly settings: Settings;
}

export type ProfileForm = 0 | 1 | 2;

/** `alert`: an alert rule waits for it. `asked`: a person waits for it. `routine`: nobody waits for it. */
export type FetchRank = 'alert' | 'asked' | 'routine';

export interface ProfileRequest {
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  /** Undefined: the freshness rule (the larger of 5 s and 100 times what the last fetch took). */
  readonly maxAgeMs?: number;
  /** Who goes first when targets are slow. Default: `asked`. */
  readonly rank?: FetchRank;
}

/** When an answer of a target was complete and what it took. */
export interface AnswerTimes {
  /** When it was complete, milliseconds since the epoch. */
  readonly atMs: number;
  /** How long ago that was when this answer was handed over; 0 for one that was fetched for this request. */
  readonly ageMs: number;
  /** How long the target was busy with it: waiting for a turn and reading the answer are not counted. */
  readonly tookMs: number;
}

/** A profile and how it came. Many callers may hold the same one. */
export interface Fetched extends AnswerTimes {
  readonly outcome: 'fetched';
  readonly target: Target;
  readonly profile: Profile;
  /** On the wire, compressed. */
  readonly bytes: number;
  /** Of debug=2: what the target sent. */
  readonly text?: DumpText | undefined;
  /** The URL that was asked, without credentials: for `executedQueryString`. */
  readonly url: string;
}

/** A dump as it was printed. */
export interface DumpText {
  readonly bytes: Uint8Array;
  /** There was more than is kept. */
  readonly cut: boolean;
}

export interface FetchFailed {
  readonly outcome: 'failed';
  readonly target: Target;
  readonly problem: Problem;
}

export type FetchOutcome = Fetched | FetchFailed;

/** What a target can do, found out by asking it. Null: could not be found out. */
export interface Capabilities {
  readonly target: Target;
  readonly goVersion: string | null;
  readonly goroutines: number | null;
  /** Which forms of the goroutine profile it serves. */
  readonly forms: readonly ProfileForm[];
  readonly leakProfile: 'served' | 'missing' | 'unknown';
  /** The one line that brings what is missing. */
  readonly remedy: string | null;
  readonly problem: Problem | null;
}

export interface TargetsPort {
  /** The targets of a data source that match; fails when a matcher is wrong or there are none. */
  select(ref: DataSourceRef, matchers: readonly Matcher[]): Promise<Result<readonly Target[]>>;
  /** One outcome a target, in the order given. Targets are asked side by side; one fetch a target is shared by all who ask. */
  fetch(
    ref: DataSourceRef,
    targets: readonly Target[],
    request: ProfileRequest,
    signal: AbortSignal,
  ): Promise<readonly FetchOutcome[]>;
  /** What a target can do is found out once and kept for a while, or until the target fails; the count of goroutines is as fresh as a profile. */
  probe(ref: DataSourceRef, target: Target, signal: AbortSignal): Promise<Capabilities>;
  close(): Promise<void>;
}

/** What is known of one target among many. */
export interface Seen extends Capabilities {
  /** Whether it has a page with figures of a Go process. */
  readonly metricsPage: 'served' | 'missing' | 'unknown';
  /** Of that page, as `host` of a target. */
  readonly metricsHost: string;
  /** Why there are none. */
  readonly metricsProblem: Problem | null;
  /** When this was seen, milliseconds since the epoch. */
  readonly atMs: number;
  /** How long the profile took; null where there is none. */
  readonly tookMs: number | null;
}

/** What all targets can do, at a price that a fleet can pay. */
export interface Surveyor {
  /**
   * One entry a target, in the order given; null: not asked yet. Waits some seconds at most (`surveyPatience`): what is not
   * known by then is found out although nobody waits, a few targets at a time, and shared by all who ask. A target that
   * fails is left alone for longer and longer.
   */
  survey(ref: DataSourceRef, targets: readonly Target[], signal: AbortSignal): Promise<readonly (Seen | null)[]>;
}

/** Names for program counters: what tells a debug=1 profile's channel waits apart. */
export interface SymbolResolver {
  /** What the target's own symbol table knows; an address that is missing is unknown, or the target could not be asked. */
  resolveSymbols(
    ref: DataSourceRef,
    target: Target,
    addresses: readonly bigint[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<bigint, string>>;
}

/** What a process says of itself. Many callers may hold the same one. */
export interface FiguresRead extends AnswerTimes {
  readonly outcome: 'read';
  readonly target: Target;
  readonly figures: ProcessFigures;
}

export type FiguresOutcome =
  | FiguresRead
  /** There is no metrics page, or none with figures of a process: many programs serve pprof alone. `problem` says what there was instead. */
  | { readonly outcome: 'missing'; readonly target: Target; readonly problem: Problem }
  | FetchFailed;

/** A target's own figures, from its metrics page. */
export interface FiguresSource {
  /** Shared and spaced out as profiles are, never at the same time as another request to the target. Undefined `maxAgeMs`: the freshness rule. */
  readFigures(ref: DataSourceRef, target: Target, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome>;
}

/** Files of the program's source, from where `sourceRaw` says. */
export interface SourceReader {
  /** The whole text. `version` is that of the program's own code; undefined: not known. Shared and kept for minutes. */
  readSource(ref: DataSourceRef, place: SourcePlace, version: string | undefined): Promise<Result<string>>;
}

/** How one entry of `discovery` fares. */
export interface DiscoveryReport {
  /** `discovery[0]` */
  readonly field: string;
  readonly type: DiscoveryType;
  /** In use. */
  readonly targets: number;
  /** When the list in use was got, milliseconds since the epoch; null: there was never one. */
  readonly atMs: number | null;
  /** Why there is no list, or no newer one, or only part of one. */
  readonly problem: Problem | null;
  /** What was left out, how many of how many, and by which bound. */
  readonly notices: readonly Notice[];
}

export interface DiscoveryReporter {
  /** One report an entry of `discovery`, in their order; waits for lists that were never there. */
  reportDiscovery(ref: DataSourceRef): Promise<readonly DiscoveryReport[]>;
}

/** One fetch that was really made, for metrics: shared answers are not among them. */
export interface FetchEvent {
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  /** `fetched`, or the code of the problem. */
  readonly outcome: string;
  readonly tookMs: number;
  /** On the wire; 0 when it failed. */
  readonly bytes: number;
}

/** Must not throw. */
export type FetchObserver = (event: FetchEvent) => void;
