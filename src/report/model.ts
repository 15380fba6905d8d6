// The result of `parked report`, before it is written as a table, Markdown or JSON.
import type { LockLine } from '../core/analysis/wait-for/lock-lines.ts';
import type { CreatorTree } from '../core/analysis/creators.ts';
import type { Convoy } from '../core/analysis/lock-holders.ts';
import type { Grade, Group, Grouped } from '../core/analysis/model.ts';
import type { Diagnosis, Suspect } from '../core/analysis/suspects/model.ts';
import type { Labels } from '../core/labels.ts';
import type { ServiceVerdict } from '../core/analysis/service-model.ts';
import type { Profile } from '../core/profile/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';

/** A profile with its source. */
export interface SourceProfile {
  /** A file name, `-` or a URL without credentials. */
  readonly source: string;
  readonly profile: Profile;
  /** When it was fetched, or the time in a file's profile; undefined for a text dump from a file. */
  readonly timeMs: number | undefined;
}

/** A profile without its entries, which is kept of the earlier profiles of a series. */
export type ProfileSummary = Omit<SourceProfile, 'profile'> & { readonly profile: Omit<Profile, 'entries'> };

/** The group counts that are kept of one profile of a series. */
export interface ProfileCounts {
  /** Undefined if the profile has no time and no interval was given. */
  readonly timeMs: number | undefined;
  /** By group key. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Profiles of one target in the order of their times. */
export interface Series {
  /** Labels of the target: `service` and `instance`. */
  readonly labels: Labels;
  readonly summaries: readonly ProfileSummary[];
  readonly last: SourceProfile & { readonly interpreted: InterpretedProfile };
  /** Empty for a single profile. A long series keeps its first sample, its last one, and evenly spaced ones between. */
  readonly samples: readonly ProfileCounts[];
}

export interface ReportRow {
  readonly group: Group;
  /** Null for a single profile. */
  readonly change: number | null;
  /** The median of the slopes between all samples; null if the times of the profiles are unknown. */
  readonly growthPerMinute: number | null;
  /** The last time at which a growing group was at its lowest; null for other groups, and if times are unknown. */
  readonly sinceMs: number | null;
  /** Counts at equal distances over the series, null in a gap; empty for a single profile. */
  readonly course: readonly (number | null)[];
  /**
   * Grade from its own goroutines, or from the growth of its stack. A group of several stacks has their surest grade.
   */
  readonly grade: Grade | undefined;
}

/** A suspect as the report shows it. */
export interface ReportSuspect extends Suspect {
  /** The largest group of the suspect in the last profiles. */
  readonly group: Group;
  /** The lines at which its lock is taken, waited for, and left locked; empty without source. */
  readonly lockLines: readonly LockLine[];
}

export interface Report {
  /** The reasons why the dumps were written, from the last profile of each target. */
  readonly reasons: readonly string[];
  /** One per target, or one for all targets together; the most serious first. */
  readonly verdicts: readonly ServiceVerdict[];
  /** Number of targets in the profiles. */
  readonly targets: number;
  readonly profiles: readonly ProfileSummary[];
  readonly grouped: Grouped;
  /** All groups of the last profiles, largest first. */
  readonly rows: readonly ReportRow[];
  /** The suspects among the groups, the surest first. */
  readonly suspects: readonly ReportSuspect[];
  /** Diagnoses: other problems to look at, and what is not known yet. */
  readonly diagnoses: readonly Diagnosis[];
  /** The creators of the goroutines of each target whose last profile is a dump. */
  readonly creators: readonly CreatorTree[];
  /** Goroutines that wait for locks, and who may hold them. */
  readonly convoys: readonly Convoy[];
  /** Notes for the reader: cuts, unread parts, goroutines that are not counted. */
  readonly notes: readonly string[];
}
