// What the page shows, wherever it came from: the answers of the backend and dumps that were read in the browser look
// the same from here on.
import type { Grade } from '../core/analysis/model.ts';

/** One group: goroutines that share stack and state. */
export interface StackRow {
  /** Fingerprint and state: unique in a table, the same in every answer. */
  readonly id: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly count: number;
  /** Over the range; null where it is not known. */
  readonly change: number | null;
  readonly growthPerMinute: number | null;
  readonly waitMinutes: number | null;
  readonly function: string;
  readonly rawFunction: string;
  readonly package: string;
  readonly location: string;
  readonly creator: string | null;
  /** The process that has it; empty where all are looked at together. */
  readonly target: string;
  readonly cause: string | null;
  readonly grade: Grade | null;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface SuspectRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly grade: Grade;
  readonly count: number;
  /** How many of them are proven to leak. */
  readonly proven: number;
  /** The process that has it; empty where all are looked at together. */
  readonly target: string;
  readonly growthPerMinute: number | null;
  readonly sinceMs: number | null;
  readonly function: string;
  readonly rawFunction: string;
  readonly package: string;
  readonly location: string;
  readonly creator: string | null;
  /** The id, which names its page; null where no cause fits. */
  readonly cause: string | null;
  readonly causeName: string;
  readonly fix: string;
  /** Whole sentences, the strongest first. */
  readonly evidence: readonly string[];
  /** Ids of other causes that fit. */
  readonly also: readonly string[];
  readonly changedThen: string;
  /** What would make the verdict surer. */
  readonly surer: string;
  /** From 0 to 1; 0 where it was not told. */
  readonly probability: number;
  readonly instances: number | null;
  readonly instancesOf: number | null;
  readonly memoryBytes: Range | null;
  readonly timeLeftMinutes: Range | null;
  /** Who waits for whom, as lines; empty where no lock is in it, or no dump tells. */
  readonly locks: readonly string[];
  /** How many came in each of some equal spans, the oldest first; null where no dump tells. */
  readonly arrivals: { readonly counts: readonly number[]; readonly minutes: number; readonly before: number } | null;
  /** Proven, yet one alone that does not grow: often on purpose. */
  readonly once: boolean;
}

export interface FrameRow {
  readonly name: string;
  readonly rawFunction: string;
  readonly file: string;
  readonly line: number;
  readonly own: boolean;
}

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** What a dump alone knows of a stack. */
export interface DumpFacts {
  readonly creators: readonly NamedCount[];
  /** Ascending by minutes; 0: less than one, or unknown to the runtime. */
  readonly waits: readonly { readonly minutes: number; readonly count: number }[];
  readonly goroutines: number;
  /** Some of them as the runtime printed them; null where they have to be looked for. */
  readonly texts: readonly string[] | null;
}

export type ChangeKind = 'appeared' | 'grew' | 'shrank' | 'gone';

export interface ChangeRow {
  readonly id: string;
  readonly what: ChangeKind;
  readonly change: number;
  readonly count: number;
  readonly before: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly function: string;
  readonly rawFunction: string;
  readonly location: string;
  readonly cause: string | null;
}

/** A flame graph as a walk down the tree: parents before children. */
export interface FlameRows {
  readonly names: readonly string[];
  readonly label: readonly number[];
  readonly level: readonly number[];
  readonly value: readonly number[];
  readonly self: readonly number[];
  /** Of two moments: the counts of each. `value` is their sum. */
  readonly compared?: { readonly before: readonly number[]; readonly now: readonly number[] };
}

/** `target`: the process, where rows keep several apart. */
export function makeRowId(fingerprint: string, state: string, target = ''): string {
  return target === '' ? `${fingerprint}|${state}` : `${fingerprint}|${state}|${target}`;
}
