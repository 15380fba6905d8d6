// The model of suspects.
import type { Labels } from '../../labels.ts';
import type { CauseId } from '../../causes/model.ts';
import type { Fingerprint, Stack } from '../../stack/model.ts';
import type { Grade } from '../model.ts';
import type { Trend } from '../trend/model.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import type { WaitVerdict } from '../waits/model.ts';

/** The distribution over processes. */
export interface Spread {
  /** Number of processes that have goroutines of it. */
  readonly instances: number;
  /** Number of known processes of the service. */
  readonly of: number;
  /** Number of processes in which it grows. */
  readonly growing: number;
  /** The process with the most goroutines, by its `instance` label, and whether it is an outlier. */
  readonly worst: { readonly instance: string; readonly count: number; readonly outlier: boolean };
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** An event shortly before it began to grow. */
export interface Change {
  readonly kind: 'restart' | 'build';
  readonly atMs: number;
  readonly build: string | null;
  readonly buildBefore: string | null;
}

/** A further stack of the same leak. */
export interface SuspectPart {
  readonly fingerprint: Fingerprint;
  readonly stack: Stack;
  readonly function: string;
  readonly location: string;
  readonly state: string;
  readonly count: number;
}

export interface Suspect {
  /** Values of the labels that separate services. */
  readonly per: Labels;
  readonly fingerprint: Fingerprint;
  /** The state of most of them. */
  readonly state: string;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly function: string;
  readonly location: string;
  readonly stack: Stack;
  /** Other stacks of the same leak, which grow in lockstep with this one. */
  readonly parts: readonly SuspectPart[];
  readonly grade: Grade;
  /** Proven, one per process, and not growing: often intended. Ranks last and should not alert anybody. */
  readonly once: boolean;
  readonly count: number;
  /** Number proven by the leak profile, a leak checker or their state. */
  readonly proven: number;
  /** Root mean square of the counts over instances. */
  readonly rms: number;
  /** Over all instances; 0 if it does not grow. Before a trend is judged, the growth of the last hour. */
  readonly growthPerMinute: number;
  /** When it began to grow. Null if it was not seen to. */
  readonly sinceMs: number | null;
  /** When its growth stopped, at all instances. Null while it grows, or if it was not seen to. */
  readonly stoppedMs: number | null;
  readonly changed: Change | null;
  readonly spread: Spread;
  /** Current cost in bytes, over all instances. */
  readonly costBytes: Range;
  /** Time until the first instance reaches a limit; null if the limit or growth is unknown. */
  readonly timeLeft: { readonly ms: Range; readonly limit: 'memory' | 'goroutines' } | null;
  readonly cause: CauseId | null;
  readonly also: readonly CauseId[];
  readonly fix: string | null;
  /** Sentences, the strongest first. */
  readonly evidence: readonly string[];
  /** How certain it is, in words: `Certain`, `Very likely`, `Too early to tell`, … */
  readonly confidence: string;
  /**
   * The same as a number from 0 to 1. Of suspects with 0.9, nine in ten leak, measured on randomly generated services.
   */
  readonly probability: number;
  /** Sentences that say what would make it more certain; empty if nothing would. */
  readonly surer: readonly string[];
  /** The trend of the instance that grows most; null if it does not grow. */
  readonly trend: Trend | null;
  /** The waits in the newest dump, of the most telling instance; null if no dump was read. */
  readonly waits: WaitVerdict | null;
  /** What the locks of a dump show of it: its circle, or the lock that it holds. Null if they show nothing. */
  readonly locks: LockTrouble | null;
}

/** Where to look if goroutines are not the problem. */
export interface Diagnosis {
  readonly kind: 'memory-elsewhere' | 'busy' | 'locked' | 'deadlock' | 'crash' | 'too-early' | 'level';
  readonly per: Labels;
  readonly text: string;
  /** The next step in a sentence; empty if there is none. */
  readonly next: string;
  /** The deadlock that a dump shows, where the main goroutine alone is in it: it is no suspect. */
  readonly locks?: LockTrouble;
}

/** How much is known of a process. */
export interface ProcessOutline {
  readonly labels: Labels;
  /** Number of samples in this life, without leak profiles. */
  readonly samples: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Time of the newest sample. */
  readonly goroutines: number;
  /** Growth of all goroutines over the last hour; 0 if they do not grow. */
  readonly growthPerMinute: number;
  /** The newest sample is the dump of its end. */
  readonly ended: boolean;
}

export interface Verdicts {
  /** By grade, then root mean square, then growth; harmless proofs last. */
  readonly suspects: readonly Suspect[];
  readonly diagnoses: readonly Diagnosis[];
  /** Every process asked about. A process that is gone stays for a day. */
  readonly processes: readonly ProcessOutline[];
}
