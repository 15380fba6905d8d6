// The data that the page shows. It is the same for answers of the backend and for dumps read in the browser.
import type { Grade } from '../core/analysis/model.ts';
import type { WaitGraph } from '../core/analysis/wait-for/lay-graph.ts';

/** One group: goroutines that share stack and state. */
export interface StackRow {
  /** Fingerprint and state; unique within a table and stable between answers. */
  readonly id: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly count: number;
  /** Growth over the range; null if unknown. */
  readonly change: number | null;
  readonly growthPerMinute: number | null;
  readonly waitMinutes: number | null;
  readonly function: string;
  readonly rawFunction: string;
  readonly package: string;
  readonly location: string;
  readonly creator: string | null;
  /** The process that has it; empty if all processes are shown together. */
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
  /** Number of goroutines proven to leak. */
  readonly proven: number;
  /** The process that has it; empty if all processes are shown together. */
  readonly target: string;
  readonly growthPerMinute: number | null;
  readonly sinceMs: number | null;
  readonly function: string;
  readonly rawFunction: string;
  readonly package: string;
  readonly location: string;
  readonly creator: string | null;
  /** Id of the cause, which is also the name of its page; null if none fits. */
  readonly cause: string | null;
  readonly causeName: string;
  readonly fix: string;
  /** Whole sentences, the strongest first. */
  readonly evidence: readonly string[];
  /** Ids of other causes that fit. */
  readonly also: readonly string[];
  readonly changedThen: string;
  /** Sentences that say what would make the verdict more certain. */
  readonly surer: string;
  /** From 0 to 1; 0 if unknown. */
  readonly probability: number;
  readonly instances: number | null;
  readonly instancesOf: number | null;
  readonly memoryBytes: Range | null;
  readonly timeLeftMinutes: Range | null;
  /** Who waits for whom; null if no lock is involved or there is no dump. */
  readonly locks: WaitGraph | null;
  /** Number of goroutines started in each of equal time spans, oldest first; null without a dump. */
  readonly arrivals: { readonly counts: readonly number[]; readonly minutes: number; readonly before: number } | null;
  /** Proven, but a single goroutine that does not grow: often intended. */
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

/** Facts about a stack that only a dump contains. */
export interface DumpFacts {
  readonly creators: readonly NamedCount[];
  /** Ascending by minutes; 0 means less than one minute or unknown. */
  readonly waits: readonly { readonly minutes: number; readonly count: number }[];
  readonly goroutines: number;
  /** Some goroutines as the runtime printed them; null if they must be searched for. */
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

/** A flame graph in depth-first order: parents before children. */
export interface FlameRows {
  readonly names: readonly string[];
  readonly label: readonly number[];
  readonly level: readonly number[];
  readonly value: readonly number[];
  readonly self: readonly number[];
  /** The counts of both times in a comparison. `value` is their sum. */
  readonly compared?: { readonly before: readonly number[]; readonly now: readonly number[] };
}

/** `target`: the process, if rows distinguish several. */
export function makeRowId(fingerprint: string, state: string, target = ''): string {
  return target === '' ? `${fingerprint}|${state}` : `${fingerprint}|${state}|${target}`;
}
