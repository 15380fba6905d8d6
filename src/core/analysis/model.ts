// The model of groups: what they consist of, and how a query selects them.
import type { Labels, Matcher } from '../labels.ts';
import type { CauseId } from '../causes/model.ts';
import type { HiddenByRule } from '../ignore/apply.ts';
import type { InterpretedEntry, StackFrame } from '../stack/model.ts';

export const plainGroupings = ['stack', 'location', 'function', 'ownFunction', 'package', 'state', 'creator'] as const;
/** What a query groups by. `stack` is fingerprint and state. */
export type Grouping = (typeof plainGroupings)[number] | `label:${string}`;

export const grades = ['rising', 'watch', 'likely', 'proven'] as const;
/** How certain it is that a group leaks, ascending. `rising`: it grows, but it is too early to say more. */
export type Grade = (typeof grades)[number];

/** The verdict from the past of a stack. */
export interface StackVerdict {
  readonly grade: Grade;
  /** Proven, one per process, and not growing: often intended. */
  readonly once: boolean;
  readonly cause: CauseId | null;
}

/** Selects the goroutines of an answer. */
export interface Filter {
  /** Regular expressions (RE2, unanchored) on normalised names. */
  readonly function?: string;
  readonly package?: string;
  readonly creator?: string;
  /** Keeps only these stacks; empty keeps all. */
  readonly fingerprints?: readonly string[];
  readonly states?: readonly string[];
  readonly labels?: readonly Matcher[];
  /** Applies to whole groups, after grouping. */
  readonly minCount?: number;
  readonly minWaitMinutes?: number;
  readonly minGrade?: Grade;
}

/** A location where goroutines of a group wait, and their number. */
export interface GroupLocation {
  readonly location: string;
  readonly count: number;
}

/** Goroutines of all profiles that share the values the query groups by. */
export interface Group {
  /** Unique among the groups of one answer. */
  readonly key: string;
  /** Values of the target labels that keep results apart (`per`). */
  readonly per: Labels;
  readonly count: number;
  readonly leaked: number;
  /** Empty if the group contains several stacks. */
  readonly fingerprint: string;
  readonly state: string;
  /** Normalised name; empty if the group contains several. */
  readonly function: string;
  /** The raw name of the same frame. */
  readonly rawFunction: string;
  readonly package: string;
  /** The location with the most goroutines. */
  readonly location: string;
  readonly locations: readonly GroupLocation[];
  /** Null if the profiles do not tell it. */
  readonly creator: string | null;
  /** Whole minutes; null if the profiles do not tell it. */
  readonly wait: { readonly min: number; readonly max: number } | null;
  /** pprof labels that all goroutines of the group share. */
  readonly labels: Labels;
  /** Frames of the group's largest stack, innermost first. */
  readonly frames: readonly StackFrame[];
  /** Number of targets with goroutines in this group. */
  readonly targets: number;
  /** Goroutines that this profile alone proves to be leaked; never the main goroutine or the runtime's own. */
  readonly proven: number;
  /** The largest number of goroutines of one target at one location. */
  readonly crowd: number;
  /** The largest entry of the group; undefined for the group of folded ones. */
  readonly example: InterpretedEntry | undefined;
  /** The most serious verdict of its stacks; undefined if none is a suspect or the past is unknown. */
  readonly verdict?: StackVerdict | undefined;
}

/** The groups of an answer, and the totals of everything outside them. */
export interface Grouped {
  /** Descending by count, then by key, so that equal input gives equal order. */
  readonly groups: readonly Group[];
  /** Goroutines read in all profiles, including those that wrote the profiles. */
  readonly goroutines: number;
  /** Goroutines that wrote the profiles; they are in no group. */
  readonly profilers: number;
  /** Goroutines that the filter left out. */
  readonly filtered: number;
  /** What ignore rules hid, with the rules that hid something. */
  readonly ignored: { readonly goroutines: number; readonly rules: readonly HiddenByRule[] };
  /**
   * Goroutines of the groups beyond a bound. `uncounted`: those from history, which does not store how many groups it
   * summed up.
   */
  readonly folded: { readonly groups: number; readonly goroutines: number; readonly uncounted?: number };
}
