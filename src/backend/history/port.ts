// The interface of history engines: they store samples and read ranges and moments. All engines implement it, and
// answers use nothing else.
import type { AppendOutcome } from './append-outcome.ts';
import type { CheckpointStore } from './checkpoints.ts';
import type { EvidenceStore } from './evidence/model.ts';
import type { LifeFacts } from '../../core/sample/lives.ts';
import type { ProcessLife, Sample, SampleGroup, UnplacedSample } from '../../core/sample/model.ts';
import type { Labels, LabelsKey, Matcher } from '../../core/labels.ts';
import { figureNames, type FigureName } from '../../core/metrics/model.ts';
import type { Notice, Problem, Result } from '../../core/problem.ts';
import type { ProfileKind } from '../../core/profile/model.ts';
import type { Stack } from '../../core/stack/model.ts';
import type { BaselineStore } from './baselines.ts';

export { figureNames, type FigureName };
export type { AppendOutcome } from './append-outcome.ts';
export { noEvidence, type EvidenceStore, type EvidenceSummary, type KeptEvidence } from './evidence/model.ts';
export type { ProcessLife, Sample, SampleGroup } from '../../core/sample/model.ts';
export {
  noBaselines,
  type BaselineStore,
  type BaselineSummary,
  type BaselineTarget,
  type StoredBaseline,
} from './baselines.ts';

/** An event of a target that graphs can mark. */
export type HistoryEvent =
  | {
      readonly kind: 'restart' | 'build';
      readonly target: Labels;
      /** Time of the first sample after the event. */
      readonly atMs: number;
      readonly startMs: number | null;
      readonly build: string | null;
      readonly buildBefore: string | null;
    }
  | {
      readonly kind: 'onset';
      /** Of the processes with this stack, the one with the most goroutines. */
      readonly target: Labels;
      /** When growth began, as far as is known. */
      readonly atMs: number;
      /** When it was first judged a leak; undefined if an earlier version wrote the event. */
      readonly noticedMs?: number;
      readonly fingerprint: string;
      readonly state: string;
      readonly function: string;
      readonly grade: 'likely' | 'proven';
      readonly cause: string | null;
      /** Stored with the event, because the process may be gone later. */
      readonly evidence?: OnsetEvidence;
    };

/** The evidence of a leak from when it was first judged. */
export interface OnsetEvidence {
  readonly sentences: readonly string[];
  /** The sum over all instances. */
  readonly count: number;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly growthPerMinute: number;
  readonly instances: number;
  readonly instancesOf: number;
  /** The first 64 frames, innermost first, as in the profile. */
  readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number }[];
  /** Number of frames of the whole stack. */
  readonly framesOf: number;
}

export type OnsetEvent = Extract<HistoryEvent, { kind: 'onset' }>;

/** A target in history, which may no longer exist. */
export interface KnownTarget {
  readonly labels: Labels;
  /** Times of its first and newest stored sample. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * The points in time of an answer. `sample`: every stored sample between two times, both included. `step`: point i
 * covers the step that ends at `firstMs + i * stepMs`, including its end and excluding its beginning. A step without a
 * sample repeats the newest earlier one, unless that is more than `holdMs` older than the step's end.
 */
export type Resolution =
  | { readonly every: 'sample'; readonly fromMs: number; readonly toMs: number }
  | {
      readonly every: 'step';
      readonly firstMs: number;
      readonly stepMs: number;
      readonly points: number;
      readonly holdMs: number;
    };

export interface RangeQuestion {
  readonly kind: ProfileKind;
  /** Selects targets; empty for all. */
  readonly targets: readonly Matcher[];
  /** Only these are needed. An engine may give others as well. */
  readonly among?: ReadonlySet<LabelsKey>;
  readonly resolution: Resolution;
  /** Selects series by stack; undefined for all. */
  readonly fingerprints?: ReadonlySet<string>;
  /** False if no figures of the process are needed. */
  readonly figures?: boolean;
  /** No answer waits for this read, so an engine may let others go first. */
  readonly isBackground?: boolean;
  /** A target with more values, series times points, rejects with `TooManyValues`. Undefined: no bound. */
  readonly maxValues?: number;
}

/** A target has more series than can be read with as many points. Fewer points may do, or a shorter range. */
export class TooManyValues extends Error {
  readonly series: number;
  /** Reading fewer points does not help, because too much is stored for one read. */
  readonly isStored: boolean;

  constructor(series: number, isStored = false) {
    super('More values than one read may have.');
    this.series = series;
    this.isStored = isStored;
  }
}

/** Throws `TooManyValues`. */
export function checkValues(series: number, points: number, maxValues: number | undefined): void {
  if (maxValues !== undefined && series * points > maxValues) throw new TooManyValues(series);
}

export interface SumQuestion extends RangeQuestion {
  readonly resolution: Extract<Resolution, { readonly every: 'step' }>;
  /** Target labels that keep results apart. Counts may be added up over all others. */
  readonly by: readonly string[];
}

export interface MomentQuestion {
  readonly kind: ProfileKind;
  readonly targets: readonly Matcher[];
  readonly atMs: number;
  /** Targets whose newest sample at `atMs` is older than this are left out. */
  readonly maxAgeMs: number;
}

/** Values at the points of an answer; NaN without a sample. All three are one array if each point is one sample. */
export interface Band {
  readonly last: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** One stack in one state of one target. */
interface SeriesHistory {
  readonly stack: Stack;
  readonly labels: Labels;
  /**
   * 0 where the target was sampled without these goroutines. NaN where it was not sampled, and where the sum
   * `otherStack` may include these goroutines.
   */
  readonly counts: Band;
  /**
   * The gain of each process life from its first known count in the range to its last, summed over the lives. NaN if
   * none is known.
   */
  readonly change: number;
  /** What `change` covers, like `livedMs` of the target. */
  readonly knownMs: number;
}

/** The history of one target over a range. */
export interface TargetHistory {
  readonly target: KnownTarget;
  /** Ascending. The time of each point's newest sample, or the end of the step. */
  readonly timesMs: Float64Array;
  /** Number of samples of each point; 0 in a gap and where a sample is repeated. */
  readonly samples: Uint32Array;
  readonly goroutines: Band;
  readonly tookMs: Band;
  /** Null if the process never reported the figure. */
  readonly figures: Readonly<Record<FigureName, Band | null>>;
  /** In order of time. */
  readonly lives: readonly ProcessLife[];
  /** Total duration of the lives in the range, from the first sample of each to its last. */
  readonly livedMs: number;
  /** Groups that a sample stores as one sum are one series, of `otherStack`. */
  readonly series: readonly SeriesHistory[];
}

/** The counts of one target, or the sums of several whose labels of `by` are equal. */
export interface SummedHistory {
  /** At least the labels of `by`. */
  readonly target: { readonly labels: Labels };
  /** NaN where none of the targets was sampled. */
  readonly goroutines: { readonly last: Float64Array };
  readonly series: readonly {
    readonly stack: Stack;
    readonly labels: Labels;
    readonly counts: { readonly most: Float64Array };
  }[];
}

/** One target at a past time. */
export interface TargetMoment {
  readonly target: KnownTarget;
  /** When the sample was taken. */
  readonly atMs: number;
  readonly tookMs: number;
  readonly goroutines: number;
  readonly groups: readonly SampleGroup[];
  readonly figures: Readonly<Record<FigureName, number | null>>;
  readonly life: ProcessLife;
}

/** The data that a read used. */
export interface ReadAccount {
  /** Number of targets with data in the range. */
  readonly targets: number;
  readonly samples: number;
  /** Time of the first data of the wanted targets, in the range or not; null if there is none. */
  readonly dataFromMs: number | null;
  readonly notices: readonly Notice[];
}

export interface HistoryStatus {
  readonly engine: 'embedded' | 'memory' | 'prometheus' | 'pyroscope';
  /** `reading`: another process writes, or only a newer version may. `paused`: samples are dropped; see `notices`. */
  readonly state: 'writing' | 'reading' | 'paused';
  readonly bytes: number;
  readonly maxBytes: number;
  readonly targets: number;
  /** Time of the first data; null if there is none yet. */
  readonly dataFromMs: number | null;
  readonly notices: readonly Notice[];
}

/** What an engine stores besides counts and states. */
export interface Carries {
  readonly frames: boolean;
  readonly labels: boolean;
}

/**
 * The stored history of one data source. Failures outside Parked (disks, servers, other versions) are returned as
 * problems and never thrown.
 */
export interface HistoryEngine {
  readonly carries: Carries;
  /**
   * How many targets of one service are better read at once than one by one, and how many if only minutes are read.
   * Default: 1.
   */
  readonly targetsAtOnce?: { readonly whole: number; readonly new: number };
  /** Stores samples. Resolves when all are durable, or when some failed; even then some may be stored. */
  append(samples: readonly Sample[]): Promise<AppendOutcome>;
  /**
   * Stores samples from before the first one of their target, for engines that can. They carry no figures and ascend by
   * time.
   */
  backfill?(samples: readonly UnplacedSample[]): Promise<AppendOutcome>;
  appendOnset(onset: OnsetEvent): Promise<AppendOutcome>;
  /** For engines that report unreadable targets to others. Other engines show a gap. */
  noteMissed?(target: Labels): void;
  /** The targets that are sampled from now on, for engines that report disappeared targets to others. */
  noteTargets?(targets: readonly Labels[]): void;
  /**
   * Facts about the running process of a target, which assign its next sample to the right life; undefined if unknown.
   */
  readLife?(target: Labels): Promise<LifeFacts | undefined>;
  listTargets(targets: readonly Matcher[]): Promise<Result<readonly KnownTarget[]>>;
  /**
   * Calls `visit` once for each target with data in the range, so that a caller who sums up holds only one. Rejects
   * if `signal` aborts, or with `TooManyValues`.
   */
  readRange(
    question: RangeQuestion,
    visit: (history: TargetHistory) => void,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>>;
  /**
   * Gives what sums over targets need, for engines whose server adds up. Sums are those of `readRange`: of the most
   * that each target had in each step.
   */
  sumRange?(
    question: SumQuestion,
    visit: (sum: SummedHistory) => void,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>>;
  readMoment(
    question: MomentQuestion,
    visit: (moment: TargetMoment) => void,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>>;
  /** Ascending by time, both ends included. */
  readEvents(
    question: {
      readonly targets: readonly Matcher[];
      readonly fromMs: number;
      readonly toMs: number;
      /** Only these figures are needed. An engine may leave others out if finding them is expensive. */
      readonly only?: 'onset';
    },
    signal: AbortSignal,
  ): Promise<Result<readonly HistoryEvent[]>>;
  /** Undefined if the engine cannot store baselines; `noBaselines` explains it. */
  readonly baselines?: BaselineStore;
  /** Profiles and dumps of onsets. Undefined if the engine cannot store them; `noEvidence` explains it. */
  readonly evidence?: EvidenceStore;
  /** The state of verdicts. Undefined if the engine cannot store it; history is then replayed at each start. */
  readonly checkpoints?: CheckpointStore | undefined;
  /**
   * For engines that ask a server: why an answer about now should not wait for it. Answers wait for other engines
   * without a limit.
   */
  stalled?(): Problem | undefined;
  /** For engines that ask a server: asks whether it answers. Undefined if it does. */
  probe?(signal: AbortSignal): Promise<Problem | undefined>;
  status(): HistoryStatus;
  /** Downsamples, deletes and frees space in small steps. The sampler calls it regularly, and appending does too. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}
