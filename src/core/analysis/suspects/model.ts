// Suspects: what comes out of samples.
import type { Labels } from '../../labels.ts';
import type { CauseId } from '../../causes/model.ts';
import type { Fingerprint, Stack } from '../../stack/model.ts';
import type { Grade } from '../model.ts';
import type { Trend } from '../trend/model.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import type { WaitVerdict } from '../waits/model.ts';

/** How many processes have it, and how unequally. */
export interface Spread {
  /** Processes that have goroutines of it now. */
  readonly instances: number;
  /** Processes of the service that are known. */
  readonly of: number;
  /** In how many of them it grows. */
  readonly growing: number;
  /** The process with the most, by its `instance` label; and whether it stands out from the others. */
  readonly worst: { readonly instance: string; readonly count: number; readonly outlier: boolean };
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What happened shortly before it began to grow. */
export interface Change {
  readonly kind: 'restart' | 'build';
  readonly atMs: number;
  readonly build: string | null;
  readonly buildBefore: string | null;
}

/** Another stack of the same leak. */
export interface SuspectPart {
  readonly fingerprint: Fingerprint;
  readonly stack: Stack;
  readonly function: string;
  readonly location: string;
  readonly state: string;
  readonly count: number;
}

export interface Suspect {
  /** Values of the labels that keep services apart. */
  readonly per: Labels;
  readonly fingerprint: Fingerprint;
  /** The state most of them are in. */
  readonly state: string;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly function: string;
  readonly location: string;
  readonly stack: Stack;
  /** Other stacks that grow in lockstep with this one: one leak. */
  readonly parts: readonly SuspectPart[];
  readonly grade: Grade;
  /** One a process, proven, and not growing: often so on purpose. Ranks last and should wake nobody. */
  readonly once: boolean;
  readonly count: number;
  /** How many of them are proven, by the leak profile, by a leak checker or by their state. */
  readonly proven: number;
  /** Root mean square of the counts over instances. */
  readonly rms: number;
  /** Over all instances; 0 when it does not grow. Where no trend is judged yet, that of the last hour. */
  readonly growthPerMinute: number;
  /** Null when it does not grow. */
  readonly sinceMs: number | null;
  readonly changed: Change | null;
  readonly spread: Spread;
  /** Bytes that these goroutines cost now, over all instances. */
  readonly costBytes: Range;
  /** Until a limit is reached, of the instance that reaches it first; null where no limit or no growth is known. */
  readonly timeLeft: { readonly ms: Range; readonly limit: 'memory' | 'goroutines' } | null;
  readonly cause: CauseId | null;
  readonly also: readonly CauseId[];
  readonly fix: string | null;
  /** Sentences, the strongest first. */
  readonly evidence: readonly string[];
  /** How sure, in words: `Certain`, `Very likely`, `Too early to tell`, … */
  readonly confidence: string;
  /** The same as a number from 0 to 1: of those called 0.9, nine in ten leak. Measured on services drawn at random. */
  readonly probability: number;
  /** What would make it surer, in sentences; empty when nothing would. */
  readonly surer: readonly string[];
  /** Of the instance that grows most; null when it does not grow. */
  readonly trend: Trend | null;
  /** Of the newest dump, of the instance where they say most; null where no dump was read. */
  readonly waits: WaitVerdict | null;
  /** What the locks of a dump say of it: the circle it is in, or the lock it holds; null where they say nothing. */
  readonly locks: LockTrouble | null;
}

/** Where to look when goroutines are not what is wrong. */
export interface Diagnosis {
  readonly kind: 'memory-elsewhere' | 'busy' | 'locked' | 'deadlock' | 'too-early' | 'level';
  readonly per: Labels;
  readonly text: string;
  /** What to do next, in a sentence; empty for nothing. */
  readonly next: string;
}

/** How much is known of one process. */
export interface ProcessOutline {
  readonly labels: Labels;
  /** Of this life; leak profiles are not counted. */
  readonly samples: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Of the newest sample. */
  readonly goroutines: number;
  /** Of all goroutines over the last hour; 0 when they do not grow. */
  readonly growthPerMinute: number;
  /** Its newest sample is the dump of its end. */
  readonly ended: boolean;
}

export interface Verdicts {
  /** By grade, then root mean square, then growth; the harmless proofs last. */
  readonly suspects: readonly Suspect[];
  readonly diagnoses: readonly Diagnosis[];
  /** Every process that was asked about; one that is gone stays for a day. */
  readonly processes: readonly ProcessOutline[];
}
