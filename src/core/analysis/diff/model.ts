// What differs between two moments, or two targets.
import type { Group, Grouped } from '../model.ts';

export type ChangeKind = 'appeared' | 'grew' | 'shrank' | 'went away' | 'same';

/** One group, before and after. */
export interface GroupChange {
  /** As in the groups that were compared. */
  readonly key: string;
  readonly kind: ChangeKind;
  readonly before: number;
  readonly after: number;
  /** `after` less `before`. */
  readonly change: number;
  /** The group after; if it is gone, the group before. */
  readonly group: Group;
}

/** The totals of one side, without its groups. */
export type SideAccount = Omit<Grouped, 'groups'>;

/** On each side, `changes`, `same` and the totals of the account add up to all goroutines that were read. */
export interface GroupDiff {
  /** Largest absolute change first, then by key. Groups without a change are in `same`. */
  readonly changes: readonly GroupChange[];
  /** Largest first, then by key. */
  readonly same: readonly GroupChange[];
  readonly before: SideAccount;
  readonly after: SideAccount;
}
