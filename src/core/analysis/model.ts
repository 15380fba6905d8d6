// What many stacks mean: groups, and the words in which they are asked for.
import type { Labels, Matcher } from '../labels.ts';
import type { CauseId } from '../causes/model.ts';
import type { HiddenByRule } from '../ignore/apply.ts';
import type { InterpretedEntry, StackFrame } from '../stack/model.ts';

export const plainGroupings = ['stack', 'location', 'function', 'ownFunction', 'package', 'state', 'creator'] as const;
/** What makes goroutines one group. `stack` is fingerprint and state. */
export type Grouping = (typeof plainGroupings)[number] | `label:${string}`;

export const grades = ['rising', 'watch', 'likely', 'proven'] as const;
/** How sure it is that a group leaks, ascending. `rising`: it grows, and it is too early to say more. */
export type Grade = (typeof grades)[number];

/** What the past of a stack says of it. */
export interface StackVerdict {
  readonly grade: Grade;
  /** Proven, one a process, and not growing: often so on purpose. */
  readonly once: boolean;
  readonly cause: CauseId | null;
}

/** Which goroutines an answer is about. */
export interface Filter {
  /** Regular expressions (RE2, unanchored) on normalised names. */
  readonly function?: string;
  readonly package?: string;
  readonly creator?: string;
  /** Exactly one of these stacks; none: all. */
  readonly fingerprints?: readonly string[];
  readonly states?: readonly string[];
  readonly labels?: readonly Matcher[];
  /** On whole groups, after grouping. */
  readonly minCount?: number;
  readonly minWaitMinutes?: number;
  readonly minGrade?: Grade;
}

/** One place where goroutines of a group wait, with how many. */
export interface GroupLocation {
  readonly location: string;
  readonly count: number;
}

/** Goroutines that share what the query groups by, over all profiles that were asked. */
export interface Group {
  /** Unique among the groups of one answer. */
  readonly key: string;
  /** Values of the target labels that keep results apart (`per`). */
  readonly per: Labels;
  readonly count: number;
  readonly leaked: number;
  /** Empty when the group mixes several (grouped by something coarser). */
  readonly fingerprint: string;
  readonly state: string;
  /** Normalised name; empty when mixed. */
  readonly function: string;
  /** The raw name of the same frame. */
  readonly rawFunction: string;
  readonly package: string;
  /** The location with the most goroutines. */
  readonly location: string;
  readonly locations: readonly GroupLocation[];
  /** Null where the profiles do not say. */
  readonly creator: string | null;
  /** Whole minutes; null where the profiles do not say. */
  readonly wait: { readonly min: number; readonly max: number } | null;
  /** pprof labels that all goroutines of the group share. */
  readonly labels: Labels;
  /** Innermost first; of the largest stack in the group. */
  readonly frames: readonly StackFrame[];
  /** How many targets have goroutines in this group. */
  readonly targets: number;
  /** Goroutines whose leak this one profile proves: never the main goroutine, nor the runtime's own. */
  readonly proven: number;
  /** The most goroutines that one target has at one location. */
  readonly crowd: number;
  /** The largest entry of the group, which stands for it; undefined for what is folded together. */
  readonly example: InterpretedEntry | undefined;
  /** The gravest over its stacks; undefined where none is a suspect, or the past is not known. */
  readonly verdict?: StackVerdict | undefined;
}

/** The groups of an answer, with an account of everything that is not in them. */
export interface Grouped {
  /** Descending by count, then by key: the same input gives the same order. */
  readonly groups: readonly Group[];
  /** Goroutines read in all profiles, the profile writers included. */
  readonly goroutines: number;
  /** Goroutines that wrote the profiles: in no group. */
  readonly profilers: number;
  /** Goroutines that the filter left out. */
  readonly filtered: number;
  /** What ignore rules hid; only rules that hid something. */
  readonly ignored: { readonly goroutines: number; readonly rules: readonly HiddenByRule[] };
  /**
   * Goroutines folded together because there were more groups than a bound allows. `uncounted`: how many of them are in
   * groups whose number is unknown, since history summed them up.
   */
  readonly folded: { readonly groups: number; readonly goroutines: number; readonly uncounted?: number };
}
