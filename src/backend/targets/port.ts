// The interface of the targets room for the rest of the backend.
import type { Labels, Matcher } from '../../core/labels.ts';
import type { ProcessFigures } from '../../core/metrics/model.ts';
import type { Notice, Problem, Result } from '../../core/problem.ts';
import type { Profile, ProfileKind } from '../../core/profile/model.ts';
import type { DataSourceInstance } from '../../core/query/request.ts';
import type { DiscoveryType } from '../../core/query/settings-discovery.ts';
import type { Settings } from '../../core/query/settings.ts';
import type { SourcePlace } from '../../core/stack/source-place.ts';

/** One Go process that serves profiles, identified by its label set. */
export interface Target {
  readonly labels: Labels;
  /** `host:port` for messages, without path and credentials. */
  readonly host: string;
  /** The target sends its profiles itself and cannot be asked. */
  readonly pushed?: true;
}

/** Identifies a data source. Fetches are shared within one data source and never between two. */
export interface DataSourceRef {
  readonly orgId: number;
  readonly instance: DataSourceInstance;
  readonly settings: Settings;
}

export type ProfileForm = 0 | 1 | 2;

/** Priority of a fetch. `alert`: for an alert rule. `asked`: for a user. `routine`: for background work. */
export type FetchRank = 'alert' | 'asked' | 'routine';

export interface ProfileRequest {
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  /**
   * The oldest acceptable answer; undefined for the freshness rule (the larger of 5 s and 100 times the last fetch).
   */
  readonly maxAgeMs?: number;
  /** Priority when targets are slow. Default: `asked`. */
  readonly rank?: FetchRank;
}

/** When an answer arrived and how long the target took. */
export interface AnswerTimes {
  /** When the answer was complete, in milliseconds since the epoch. */
  readonly atMs: number;
  /** Age of the answer when it was returned; 0 if it was fetched for this request. */
  readonly ageMs: number;
  /** How long the target was busy. Excludes waiting in the queue and parsing. */
  readonly tookMs: number;
}

/** A profile of a target: fetched, pasted, or made from history. */
export interface Snapshot {
  readonly target: Target;
  readonly profile: Profile;
  /** The text of a debug=2 dump. */
  readonly text?: DumpText | undefined;
  /** When it was taken, in milliseconds since the epoch; undefined if unknown. */
  readonly atMs?: number | undefined;
}

/** A snapshot and how it was fetched. The object is shared by many callers. */
export interface Fetched extends Snapshot, AnswerTimes {
  readonly outcome: 'fetched';
  readonly atMs: number;
  /** Compressed size in transit. */
  readonly bytes: number;
  /** Estimated size in memory. */
  readonly heldBytes?: number;
  /** The requested URL without credentials, for `executedQueryString`. */
  readonly url: string;
}

/** Whether the caller has memory for a profile. If not, the problem takes its place. */
export type AdmitProfile = (fetched: Fetched) => Problem | undefined;

/** The text of a dump as the runtime printed it. */
export interface DumpText {
  readonly bytes: Uint8Array;
  /** Whether the text was cut at the bound. */
  readonly cut: boolean;
}

export interface FetchFailed {
  readonly outcome: 'failed';
  readonly target: Target;
  readonly problem: Problem;
}

export type FetchOutcome = Fetched | FetchFailed;

/** What a target supports, found by probing it. Null where probing failed. */
export interface Capabilities {
  readonly target: Target;
  readonly goVersion: string | null;
  readonly goroutines: number | null;
  /** The forms of the goroutine profile that it serves. */
  readonly forms: readonly ProfileForm[];
  readonly leakProfile: 'served' | 'missing' | 'unknown';
  /** One line that says how to enable what is missing. */
  readonly remedy: string | null;
  readonly problem: Problem | null;
}

export interface TargetsPort {
  /** Returns the matching targets. Fails if a matcher is invalid or no target matches. */
  select(ref: DataSourceRef, matchers: readonly Matcher[]): Promise<Result<readonly Target[]>>;
  /**
   * Fetches targets concurrently and returns one outcome per target, in the given order. Concurrent callers share a
   * fetch. `admit` sees each profile as it arrives.
   */
  fetch(
    ref: DataSourceRef,
    targets: readonly Target[],
    request: ProfileRequest,
    signal: AbortSignal,
    admit?: AdmitProfile,
  ): Promise<readonly FetchOutcome[]>;
  /**
   * Probes a target. The result is cached for a while or until the target fails. The goroutine count is as fresh as a
   * profile.
   */
  probe(ref: DataSourceRef, target: Target, signal: AbortSignal): Promise<Capabilities>;
  close(): Promise<void>;
}

/** The last observation of one target in a fleet. */
export interface Seen extends Capabilities {
  /** Whether it serves a metrics page with figures of a Go process. */
  readonly metricsPage: 'served' | 'missing' | 'unknown';
  /** Host of that page, in the form of a target's `host`. */
  readonly metricsHost: string;
  /** Why there are no figures. */
  readonly metricsProblem: Problem | null;
  /** When it was observed, in milliseconds since the epoch. */
  readonly atMs: number;
  /** How long the profile took, in milliseconds; null without a profile. */
  readonly tookMs: number | null;
}

/** Probes all targets of a fleet at low cost. */
export interface Surveyor {
  /**
   * Returns one entry per target, in the given order; null if not probed yet. Waits at most `surveyTimeout`. Probing
   * continues in the background, a few targets at a time, and all callers share it. A failing target is retried with
   * increasing delays.
   */
  survey(ref: DataSourceRef, targets: readonly Target[], signal: AbortSignal): Promise<readonly (Seen | null)[]>;
}

/** Resolves program counters to names, which separates the channel waits of a debug=1 profile. */
export interface SymbolResolver {
  /** Asks the target's symbol table. An address is missing if it is unknown or the request failed. */
  resolveSymbols(
    ref: DataSourceRef,
    target: Target,
    addresses: readonly bigint[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<bigint, string>>;
}

/** The figures of a process. The object is shared by many callers. */
export interface FiguresRead extends AnswerTimes {
  readonly outcome: 'read';
  readonly target: Target;
  readonly figures: ProcessFigures;
}

export type FiguresOutcome =
  | FiguresRead
  /**
   * There is no metrics page, or it has no process figures. Many programs serve only pprof. `problem` says what was
   * found instead.
   */
  | { readonly outcome: 'missing'; readonly target: Target; readonly problem: Problem }
  | FetchFailed;

/** Reads a target's own figures from its metrics page. */
export interface FiguresSource {
  /**
   * Reads the figures. Fetches are shared and spaced as for profiles, and never run concurrently with another request
   * to the target. Undefined `maxAgeMs` means the freshness rule.
   */
  readFigures(ref: DataSourceRef, target: Target, signal: AbortSignal, maxAgeMs?: number): Promise<FiguresOutcome>;
}

/** Reads the program's source files from the URL in `sourceRaw`. */
export interface SourceReader {
  /**
   * Returns the whole text. `version` is the version of the program's own code; undefined if unknown. Shared and cached
   * for minutes.
   */
  readSource(ref: DataSourceRef, place: SourcePlace, version: string | undefined): Promise<Result<string>>;
}

/** The state of one entry of `discovery`. */
export interface DiscoveryReport {
  /** `discovery[0]` */
  readonly field: string;
  readonly type: DiscoveryType;
  /** Number of targets in use. */
  readonly targets: number;
  /** When the current list arrived, in milliseconds since the epoch; null if there was never one. */
  readonly atMs: number | null;
  /** Why there is no list, no newer list, or only part of one. */
  readonly problem: Problem | null;
  /** What was left out: how many of how many, and by which bound. */
  readonly notices: readonly Notice[];
}

export interface DiscoveryReporter {
  /** Reports on each entry of `discovery`, in their order. Waits for lists that have never arrived. */
  reportDiscovery(ref: DataSourceRef): Promise<readonly DiscoveryReport[]>;
}

/** One real fetch, for metrics. Shared answers are not included. */
export interface FetchEvent {
  readonly kind: ProfileKind;
  readonly form: ProfileForm;
  /** `fetched`, or the code of the problem. */
  readonly outcome: string;
  readonly tookMs: number;
  /** Size in transit; 0 if the fetch failed. */
  readonly bytes: number;
}

/** Called after every fetch. Must not throw. */
export type FetchObserver = (event: FetchEvent) => void;
