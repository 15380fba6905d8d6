// What `parked report` found out, before it is written as a table, as Markdown or as JSON.
import type { Grade, Group, Grouped } from '../core/analysis/model.ts';
import type { Profile } from '../core/profile/model.ts';

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

/** Profiles of one target in the order of their times. */
export interface Series {
  readonly summaries: readonly ProfileSummary[];
  readonly first: SourceProfile;
  readonly last: SourceProfile;
  /** From the first to the last; undefined where the profiles carry no times. */
  readonly spanMs: number | undefined;
}

export interface ReportRow {
  readonly group: Group;
  /** Null for one profile alone. */
  readonly change: number | null;
  /** Null where the time between the profiles is not known. */
  readonly growthPerMinute: number | null;
  readonly grade: Grade | undefined;
}

export interface Report {
  readonly profiles: readonly ProfileSummary[];
  readonly grouped: Grouped;
  /** All groups of the last profiles, largest first. */
  readonly rows: readonly ReportRow[];
  /** What the reader should know: cuts, unread parts, what was set apart. */
  readonly notes: readonly string[];
}
