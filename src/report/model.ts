// What `parked report` found out, before it is written as a table, as Markdown or as JSON.
import type { CreatorTree } from '../core/analysis/creators.ts';
import type { Convoy } from '../core/analysis/lock-holders.ts';
import type { Grade, Group, Grouped } from '../core/analysis/model.ts';
import type { Diagnosis, Suspect } from '../core/analysis/suspects/model.ts';
import type { Labels } from '../core/labels.ts';
import type { ServiceVerdict } from '../core/analysis/service-verdict.ts';
import type { Profile } from '../core/profile/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

/** A profile with where it was read from. */
export interface SourceProfile {
  /** A file name, `-` or a URL without credentials. */
  readonly source: string;
  readonly profile: Profile;
  /** When it was fetched, or what a file's profile carries; undefined for a text dump from a file. */
  readonly timeMs: number | undefined;
}

/** A profile's account of itself: what stays of the earlier profiles of a series. */
export type ProfileSummary = Omit<SourceProfile, 'profile'> & { readonly profile: Omit<Profile, 'entries'> };

/** What stays of one profile of a series: how many goroutines each group has. */
export interface Sample {
  /** Undefined where the profile carries no time and nobody said how far apart they are. */
  readonly timeMs: number | undefined;
  /** By group key. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Profiles of one target in the order of their times. */
export interface Series {
  /** Of the target: `service` and `instance`. */
  readonly labels: Labels;
  readonly summaries: readonly ProfileSummary[];
  readonly last: SourceProfile & { readonly interpreted: InterpretedProfile };
  /** Empty for one profile alone. A long series keeps its first, its last and evenly many between them. */
  readonly samples: readonly Sample[];
}

export interface ReportRow {
  readonly group: Group;
  /** Null for one profile alone. */
  readonly change: number | null;
  /** The median of the slopes between all samples; null where the time between the profiles is not known. */
  readonly growthPerMinute: number | null;
  /** The last moment at which a group that grew was at its lowest; null for all others, and where times are not known. */
  readonly sinceMs: number | null;
  /** Counts at equal distances over the series, null in a gap; empty for one profile alone. */
  readonly course: readonly (number | null)[];
  /** What its own goroutines show, or the growth of its stack; of a group that mixes stacks the surest of them. */
  readonly grade: Grade | undefined;
}

/** A suspect as the report tells it. */
export interface ReportSuspect extends Suspect {
  /** The group of the last profiles with the most of it. */
  readonly group: Group;
}

export interface Report {
  /** Why the dumps were written, in their own words; the last profile of each target. */
  readonly reasons: readonly string[];
  /** One for each target, or for all of them together; the gravest first. */
  readonly verdicts: readonly ServiceVerdict[];
  /** How many targets the profiles are of. */
  readonly targets: number;
  readonly profiles: readonly ProfileSummary[];
  readonly grouped: Grouped;
  /** All groups of the last profiles, largest first. */
  readonly rows: readonly ReportRow[];
  /** Those among the groups, the surest first. */
  readonly suspects: readonly ReportSuspect[];
  /** Where to look instead, and what cannot be said yet. */
  readonly diagnoses: readonly Diagnosis[];
  /** Who started the goroutines of the last profile of each target, where it is a dump. */
  readonly creators: readonly CreatorTree[];
  /** Goroutines that wait for locks, and who may hold them. */
  readonly convoys: readonly Convoy[];
  /** What the reader should know: cuts, unread parts, what was set apart. */
  readonly notes: readonly string[];
}
