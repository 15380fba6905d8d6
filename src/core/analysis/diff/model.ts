// What differs between two moments, or two targets.
import type { Group, Grouped } from '../model.ts';

export const changeKinds = ['appeared', 'grew', 'shrank', 'went away', 'same'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One group, before and after. */
export interface GroupChange {
  /** As in the groups that were compared. */
  readonly key: string;
  readonly kind: ChangeKind;
  readonly before: number;
  readonly after: number;
  /** `after` less `before`. */
  readonly change: number;
  /** As it is after; of a group that went away as it was. */
  readonly group: Group;
}

/** What one side holds besides the groups. */
export type SideAccount = Omit<Grouped, 'groups'>;

/**
 * On each side the counts of `changes` and `same` and what the account holds apart are all goroutines that were read.
 */
export interface GroupDiff {
  /** Largest change first, up or down, then by key. No group here stayed the same. */
  readonly changes: readonly GroupChange[];
  /** Largest first, then by key. */
  readonly same: readonly GroupChange[];
  readonly before: SideAccount;
  readonly after: SideAccount;
}
