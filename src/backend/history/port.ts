// What the rest of the backend asks of history: samples go in, ranges and moments come out. Every engine that keeps the
// past speaks this, and answers know no other words.
import type { AppendOutcome } from './append-outcome.ts';
import type { EvidenceStore } from './evidence/model.ts';
import type { LifeFacts } from '../../core/sample/lives.ts';
import type { ProcessLife, Sample, SampleGroup, UnplacedSample } from '../../core/sample/model.ts';
import type { Labels, Matcher } from '../../core/labels.ts';
import { figureNames, type FigureName } from '../../core/metrics/model.ts';
import type { Notice, Result } from '../../core/problem.ts';
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

/** Something that happened to a target and is worth a mark in a graph. */
export type HistoryEvent =
  | {
      readonly kind: 'restart' | 'build';
      readonly target: Labels;
      /** Of the first sample after it. */
      readonly atMs: number;
      readonly startMs: number | null;
      readonly build: string | null;
      readonly buildBefore: string | null;
    }
  | {
      readonly kind: 'onset';
      /** Of the processes that have it, the one with the most. */
      readonly target: Labels;
      /** When it began to grow, as far as that is known. */
      readonly atMs: number;
      /** When it was first judged so; undefined where an earlier version wrote the event. */
      readonly noticedMs?: number;
      readonly fingerprint: string;
      readonly state: string;
      readonly function: string;
      readonly grade: 'likely' | 'proven';
      readonly cause: string | null;
      /** Kept with the event, since the process may be gone when somebody looks. */
      readonly evidence?: OnsetEvidence;
    };

/** What there was to see of a leak when it was first judged so. */
export interface OnsetEvidence {
  readonly sentences: readonly string[];
  /** Over all instances. */
  readonly count: number;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly growthPerMinute: number;
  readonly instances: number;
  readonly instancesOf: number;
  /** Innermost first, as the profile had them; the first 64. */
  readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number }[];
  /** How many frames the stack has. */
  readonly framesOf: number;
}

export type OnsetEvent = Extract<HistoryEvent, { kind: 'onset' }>;

/** A target that history knows, whether or not it is still there. */
export interface KnownTarget {
  readonly labels: Labels;
  /** Of its first and newest sample that is kept. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Which points of time an answer has. `sample`: all that is kept between two moments, both included. `step`: point i stands for the step that ends at
 * `firstMs + i * stepMs`, its end included and its beginning not. A step without a sample repeats the newest one before it, unless that
 * is more than `holdMs` older than the step's end.
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
  /** Which targets; none: all. */
  readonly targets: readonly Matcher[];
  readonly resolution: Resolution;
  /** Only series of these stacks; undefined: all. */
  readonly fingerprints?: ReadonlySet<string>;
}

export interface MomentQuestion {
  readonly kind: ProfileKind;
  readonly targets: readonly Matcher[];
  readonly atMs: number;
  /** A target whose newest sample at `atMs` is older than this is left out. */
  readonly maxAgeMs: number;
}

/**
 * Values at the points of an answer; NaN where there is no sample. The three are one array where every point stands
 * for one sample.
 */
export interface Band {
  readonly last: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** One stack in one state at one target. */
export interface SeriesHistory {
  readonly stack: Stack;
  readonly labels: Labels;
  /** 0 where the target was sampled and had none of these goroutines, NaN where it wasn't sampled. */
  readonly counts: Band;
  /** How much each life of the process gained from its first sample in the range to its last, summed over the lives. */
  readonly change: number;
}

/** The past of one target over a range. */
export interface TargetHistory {
  readonly target: KnownTarget;
  /** Ascending. Of the newest sample of each point, or the step's end. */
  readonly timesMs: Float64Array;
  /** How many samples each point stands for; 0 in a gap and where a sample is repeated. */
  readonly samples: Uint32Array;
  readonly goroutines: Band;
  readonly tookMs: Band;
  /** Null where the process never told. */
  readonly figures: Readonly<Record<FigureName, Band | null>>;
  /** In the order of time. */
  readonly lives: readonly ProcessLife[];
  /**
   * How long the lives lasted in the range, from the first sample of each to its last, summed: what `change` is to
   * be divided by.
   */
  readonly livedMs: number;
  readonly series: readonly SeriesHistory[];
}

/** One target at one moment of the past. */
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

/** What a reading was made from. */
export interface ReadAccount {
  /** Targets with data in the range. */
  readonly targets: number;
  readonly samples: number;
  /** From when on there is data of the targets asked for, in range or not; null: none at all. */
  readonly dataFromMs: number | null;
  readonly notices: readonly Notice[];
}

export interface HistoryStatus {
  readonly engine: 'embedded' | 'memory' | 'prometheus' | 'pyroscope';
  /**
   * `reading`: another process writes, or only a newer version may. `paused`: samples are dropped for now, and why
   * stands in `notices`.
   */
  readonly state: 'writing' | 'reading' | 'paused';
  readonly bytes: number;
  readonly maxBytes: number;
  readonly targets: number;
  /** From when on there is data; null: none yet. */
  readonly dataFromMs: number | null;
  readonly notices: readonly Notice[];
}

/** What an engine can give back besides counts and states. */
export interface Carries {
  readonly frames: boolean;
  readonly labels: boolean;
}

/**
 * The past of one data source. Nothing here throws for what is outside Parked's hands: disks, servers, other
 * versions.
 */
export interface HistoryEngine {
  readonly carries: Carries;
  /** Resolves when all of the samples are safe, or when not all of them are: some may be kept even then. */
  append(samples: readonly Sample[]): Promise<AppendOutcome>;
  /**
   * Keeps samples from before the first one of their target, for engines that can. They carry no figures, and
   * ascend by time.
   */
  backfill?(samples: readonly UnplacedSample[]): Promise<AppendOutcome>;
  appendOnset(onset: OnsetEvent): Promise<AppendOutcome>;
  /** For engines that tell others when a target can't be read; a gap between samples says as much. */
  noteMissed?(target: Labels): void;
  /** The targets that are sampled from now on, for engines that tell others when one is gone. */
  noteTargets?(targets: readonly Labels[]): void;
  /**
   * What is known of the running process of a target, so that its next sample is placed in the right life.
   * Undefined: nothing.
   */
  readLife?(target: Labels): Promise<LifeFacts | undefined>;
  listTargets(targets: readonly Matcher[]): Promise<Result<readonly KnownTarget[]>>;
  /**
   * Calls `visit` once a target that has data in the range, so that a caller who adds them up holds one at a time.
   * Rejects only when `signal` aborts.
   */
  readRange(
    question: RangeQuestion,
    visit: (history: TargetHistory) => void,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>>;
  readMoment(
    question: MomentQuestion,
    visit: (moment: TargetMoment) => void,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>>;
  /** Ascending by time, both ends included. */
  readEvents(
    question: { readonly targets: readonly Matcher[]; readonly fromMs: number; readonly toMs: number },
    signal: AbortSignal,
  ): Promise<Result<readonly HistoryEvent[]>>;
  /** Undefined where the engine cannot keep any: `noBaselines` says why. */
  readonly baselines?: BaselineStore;
  /** Profiles and dumps of onsets. Undefined where the engine cannot keep any: `noEvidence` says why. */
  readonly evidence?: EvidenceStore;
  status(): HistoryStatus;
  /** Thins, forgets and makes room, in small steps. Called now and then by whoever samples; appending does it too. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}
