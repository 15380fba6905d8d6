// The result of `parked diff`, before it is written.
import type { ProfilesDiff } from '../core/analysis/diff/diff-profiles.ts';
import type { GroupChange } from '../core/analysis/diff/model.ts';
import type { SourceProfile } from '../report/model.ts';

export interface DiffReport {
  readonly base: SourceProfile;
  readonly now: SourceProfile;
  readonly diff: ProfilesDiff;
  /** The changes to show, in order. */
  readonly rows: readonly GroupChange[];
  /** Changes beyond the limit. */
  readonly rest: { readonly groups: number; readonly before: number; readonly after: number };
  readonly notes: readonly string[];
}
